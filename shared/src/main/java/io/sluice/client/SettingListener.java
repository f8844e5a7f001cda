package io.sluice.client;

/** Is told of changes of settings; see {@link Settings#listen(String, SettingListener)}. */
@FunctionalInterface
public interface SettingListener {
    /**
     * A setting has changed.
     *
     * @throws RejectedSettingException to refuse the new value, with a reason that operators read in the node's report
     * @throws Exception if something else went wrong; it is logged, and the value counts as rejected
     */
    void changed(SettingChange change) throws Exception;
}
