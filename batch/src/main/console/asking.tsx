import { useEffect, useRef, useState } from 'preact/hooks';
import { useCaller } from '@console/caller';
import { call, path, Problem } from '@console/client';
import { Confirm, Dialog } from '@console/dialog';
import { faultOf, Field } from '@console/field';
import { Failure, Notice } from '@console/notice';
import { go } from '@console/router';
import { farewell, session } from '@console/session';
import { signal, useSignal } from '@console/signal';
import { Table } from '@console/table';
import { count } from '@console/texts';
import { span } from '@console/time';
import { toast } from '@console/toast';
import { drift, type Flushed, type Refused, type Run } from './answers';
import { live, lookNow } from './live';
import { Revision } from './pieces';
import { texts } from './texts';

interface Start {
  kind: 'start';
  job: string;
  /** Empty for all. */
  namespace: string;
  reason: string;
  /** What was typed to confirm. */
  typed: string;
}

interface Flush {
  kind: 'flush';
  namespace: string;
  timeout: string;
  reason: string;
}

interface Repair {
  kind: 'repair';
  run: Run;
  reason: string;
}

interface Intervene {
  kind: 'restart' | 'stop' | 'recover';
  run: Run;
  reason: string;
}

interface Discard {
  kind: 'discard';
  entry: Refused;
  reason: string;
}

interface Switch {
  kind: 'pause' | 'resume';
  job: string;
  reason: string;
}

type Asked = Start | Flush | Repair | Intervene | Discard | Switch;

/**
 * What an operator is being asked, with all that was typed so far. It outlives the view: whoever has to sign in again in between goes on
 * where they were.
 */
const asked = signal<Asked | undefined>(undefined);
/** Grows with everything that was done, for views to look again. */
export const done = signal(0);

/** Runs that were asked to stop: until they have, their record may not say so. */
export const stopped = signal<ReadonlySet<number>>(new Set());

session.follow((now) => {
  if (!now && !farewell.get()) {
    asked.set(undefined);
  }
});
window.addEventListener('hashchange', () => asked.set(undefined));

export function askStart(job = 'drain', namespace?: string): void {
  asked.set({ kind: 'start', job, namespace: namespace ?? '', reason: '', typed: '' });
}

export function askFlush(namespace?: string): void {
  asked.set({ kind: 'flush', namespace: namespace ?? '', timeout: '30s', reason: '' });
}

export function ask(what: Repair | Intervene | Discard | Switch): void {
  asked.set(what);
}

/** The dialog that is open, if one is. */
export function Asking() {
  const what = useSignal(asked);
  if (!what) {
    return null;
  }
  switch (what.kind) {
    case 'start':
      return <StartDialog key="start" what={what} />;
    case 'flush':
      return <FlushDialog key="flush" what={what} />;
    case 'repair':
      return <RepairDialog key="repair" what={what} />;
    case 'discard':
      return <DiscardDialog key="discard" what={what} />;
    case 'pause':
    case 'resume':
      return <SwitchDialog key="switch" what={what} />;
    default:
      return <InterveneDialog key="intervene" what={what} />;
  }
}

const close = () => asked.set(undefined);

function edit<T extends Asked>(what: T, change: Partial<T>): void {
  asked.set({ ...what, ...change });
}

/** Does one thing at a time, and keeps what went wrong. */
function useDoing(): { busy: boolean; failure: Error | undefined; carryOut: (action: () => Promise<void>) => void } {
  const [state, setState] = useState<{ busy: boolean; failure?: Error }>({ busy: false });
  const busy = useRef(false);
  return {
    busy: state.busy,
    failure: state.failure,
    carryOut: (action) => {
      if (busy.current) {
        return;
      }
      busy.current = true;
      setState({ busy: true });
      action()
        .then(
          () => setState({ busy: false }),
          (failure: Error) => setState({ busy: false, failure }),
        )
        .finally(() => {
          busy.current = false;
          done.set(done.get() + 1);
          lookNow();
        });
    },
  };
}

/** What is wrong with no field that is shown. */
function Rest({ failure, fields }: { failure: Error | undefined; fields: string[] }) {
  const placed = failure instanceof Problem && failure.faults.some((fault) => fields.includes(fault.field));
  return failure && !placed ? <Failure failure={failure} /> : null;
}

function Reason({ what, failure, fault, hint = texts.asking.reasonHint }: { what: Asked; failure: Error | undefined; fault?: string | undefined; hint?: string }) {
  return (
    <Field label={texts.asking.reason} hint={hint} fault={fault ?? faultOf(failure, 'reason')}>
      <input value={what.reason} autocomplete="off" onInput={(event) => edit(what, { reason: event.currentTarget.value })} />
    </Field>
  );
}

function Namespace({ value, failure, onChange }: { value: string; failure: Error | undefined; onChange: (namespace: string) => void }) {
  const confined = useCaller().namespaces;
  const known = (useSignal(live).namespaces ?? []).map((each) => each.namespace);
  const names = [...new Set([...known, ...(confined ?? []), ...(value ? [value] : [])])].filter((name) => !confined || confined.includes(name)).sort();
  const [first] = names;
  useEffect(() => {
    // Who is confined cannot mean all.
    if (confined && value === '' && first !== undefined) {
      onChange(first);
    }
  }, [confined, value, first]);
  return (
    <Field label={texts.asking.namespace} fault={faultOf(failure, 'namespace')}>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {!confined && <option value="">{texts.all}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

const JOBS = ['drain', 'verify', 'restore', 'compact'];

function StartDialog({ what }: { what: Start }) {
  const { busy, failure, carryOut } = useDoing();
  const [fault, setFault] = useState<string>();
  const named = what.namespace || 'restore';
  const submit = () => {
    if (what.job === 'restore' && what.typed.trim() !== named) {
      setFault(texts.asking.typeFault(named));
      return;
    }
    setFault(undefined);
    carryOut(() => startRun({ job: what.job, ...(what.namespace ? { namespace: what.namespace } : {}), ...given(what.reason) }));
  };
  return (
    <Confirm title={texts.asking.startTitle} action={texts.asking.start[what.job] ?? what.job} danger={what.job === 'restore'} busy={busy} onConfirm={submit} onClose={close}>
      <Rest failure={failure} fields={['job', 'namespace', 'reason']} />
      <Field label={texts.asking.job} hint={texts.asking.about[what.job] ?? ''} fault={faultOf(failure, 'job')}>
        <select value={what.job} onChange={(event) => edit(what, { job: event.currentTarget.value })}>
          {JOBS.map((job) => (
            <option key={job} value={job}>
              {job}
            </option>
          ))}
        </select>
      </Field>
      <Namespace value={what.namespace} failure={failure} onChange={(namespace) => edit(what, { namespace })} />
      <Reason what={what} failure={failure} />
      {what.job === 'restore' && (
        <Field label={texts.asking.typeLabel(named)} fault={fault}>
          <input value={what.typed} autocomplete="off" spellcheck={false} onInput={(event) => {
              setFault(undefined);
              edit(what, { typed: event.currentTarget.value });
            }}
          />
        </Field>
      )}
    </Confirm>
  );
}

async function startRun(body: Record<string, unknown>): Promise<void> {
  const { body: run } = await call<Run>('v1/runs', { method: 'POST', body });
  close();
  toast(texts.asking.started(run.job, run.id));
  go(['runs', String(run.id)]);
}

function given(reason: string): { reason?: string } {
  return reason.trim() ? { reason } : {};
}

function FlushDialog({ what }: { what: Flush }) {
  const { busy, failure, carryOut } = useDoing();
  const [answer, setAnswer] = useState<Flushed>();
  const [begun, setBegun] = useState(0);
  const submit = () =>
    carryOut(async () => {
      setAnswer(undefined);
      setBegun(Date.now());
      const body = { ...(what.namespace ? { namespace: what.namespace } : {}), timeout: what.timeout.trim(), ...given(what.reason) };
      setAnswer((await call<Flushed>('v1/flush', { method: 'POST', body })).body);
    });
  return (
    <Dialog title={texts.flush.title} wide onClose={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p class="faint">{texts.flush.about}</p>
        <Rest failure={failure} fields={['timeout', 'namespace', 'reason']} />
        <div class="pair">
          <Namespace value={what.namespace} failure={failure} onChange={(namespace) => edit(what, { namespace })} />
          <Field label={texts.flush.timeout} hint={texts.flush.timeoutHint} fault={faultOf(failure, 'timeout')}>
            <input value={what.timeout} autocomplete="off" spellcheck={false} onInput={(event) => edit(what, { timeout: event.currentTarget.value })} />
          </Field>
        </div>
        <Reason what={what} failure={failure} />
        <div aria-live="polite">
          {busy && <Waiting since={begun} />}
          {answer && <FlushAnswer answer={answer} />}
        </div>
        <div class="actions">
          <button type="button" onClick={close}>
            {answer ? texts.flush.finish : texts.flush.leave}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {answer ? texts.flush.again : texts.flush.go}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Waiting({ since }: { since: number }) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => redraw((last) => last + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <p>
      {texts.flush.busy} <span aria-hidden="true">{span(Math.round((Date.now() - since) / 1000) || 1)}</span>
    </p>
  );
}

function FlushAnswer({ answer }: { answer: Flushed }) {
  const proven = Object.entries(answer.revisions);
  return (
    <>
      <Notice kind={answer.complete ? 'good' : 'warn'}>
        <p>{answer.complete ? texts.flush.complete(proven.length) : texts.flush.timedOut(answer.pending.length)}</p>
      </Notice>
      {answer.pending.length > 0 && (
        <Table
          caption={texts.flush.pending}
          rows={answer.pending}
          rowKey={(row) => row.namespace}
          empty=""
          columns={[
            { key: 'namespace', title: texts.flush.pending, cell: (row) => row.namespace },
            { key: 'dirty', title: texts.backlog.dirty, number: true, cell: (row) => count(row.dirty) },
            { key: 'history', title: texts.backlog.history, number: true, cell: (row) => count(row.historyPending) },
            { key: 'quarantined', title: texts.backlog.quarantined, number: true, cell: (row) => count(row.quarantined) },
          ]}
        />
      )}
      {proven.length > 0 && (
        <Table
          caption={texts.flush.proven}
          rows={proven}
          rowKey={([namespace]) => namespace}
          empty=""
          columns={[
            { key: 'namespace', title: texts.flush.proven, cell: ([namespace]) => namespace },
            { key: 'revision', title: texts.flush.upTo, number: true, cell: ([, revision]) => (revision === 0 ? texts.flush.nothing : <Revision revision={revision} />) },
          ]}
        />
      )}
    </>
  );
}

function RepairDialog({ what }: { what: Repair }) {
  const { busy, failure, carryOut } = useDoing();
  const { run } = what;
  return (
    <Confirm
      title={texts.repair.title}
      action={texts.repair.go}
      danger
      busy={busy}
      onConfirm={() => carryOut(() => startRun({ job: 'verify', repair: true, ...(run.namespace === null ? {} : { namespace: run.namespace }), ...given(what.reason) }))}
      onClose={close}
    >
      <Rest failure={failure} fields={['reason']} />
      <p>{texts.repair.about(run.namespace)}</p>
      <ul>
        {drift(run).map(([kind, times]) => (
          <li key={kind}>
            <strong>{count(times)}</strong> {kind}: {texts.drifts[kind]}
          </li>
        ))}
      </ul>
      <Reason what={what} failure={failure} />
    </Confirm>
  );
}

function InterveneDialog({ what }: { what: Intervene }) {
  const { busy, failure, carryOut } = useDoing();
  const words = texts.intervene[what.kind];
  return (
    <Confirm
      title={words.title(what.run.id)}
      action={words.go}
      danger={what.kind !== 'restart'}
      busy={busy}
      onConfirm={() =>
        carryOut(async () => {
          const { body: run } = await call<Run>(path('v1', 'runs', String(what.run.id), what.kind), { method: 'POST', body: given(what.reason) });
          close();
          toast(words.done(run.id));
          if (what.kind === 'stop') {
            stopped.set(new Set([...stopped.get(), run.id]));
          }
          if (run.id !== what.run.id) {
            go(['runs', String(run.id)]);
          }
        })
      }
      onClose={close}
    >
      <Rest failure={failure} fields={['reason']} />
      <p>{words.about}</p>
      <Reason what={what} failure={failure} />
    </Confirm>
  );
}

function DiscardDialog({ what }: { what: Discard }) {
  const { busy, failure, carryOut } = useDoing();
  const [fault, setFault] = useState<string>();
  const { namespace, name } = what.entry;
  return (
    <Confirm
      title={texts.discard.title}
      action={texts.discard.go}
      danger
      busy={busy}
      onConfirm={() => {
        if (!what.reason.trim()) {
          setFault(texts.discard.missing);
          return;
        }
        setFault(undefined);
        carryOut(async () => {
          await call(path('v1', 'quarantine', namespace, name), { method: 'DELETE', query: { reason: what.reason } });
          close();
          toast(texts.discard.done(namespace, name));
        });
      }}
      onClose={close}
    >
      <Rest failure={failure} fields={['reason']} />
      <p>
        <code>{`${namespace}/${name}`}</code> {texts.discard.at} <Revision revision={what.entry.revision} />
      </p>
      <p>{texts.discard.about}</p>
      <Reason what={what} failure={failure} fault={fault} hint={texts.discard.hint} />
    </Confirm>
  );
}

function SwitchDialog({ what }: { what: Switch }) {
  const { busy, failure, carryOut } = useDoing();
  const words = texts.switching[what.kind];
  return (
    <Confirm
      title={words.title(what.job)}
      action={words.go}
      busy={busy}
      onConfirm={() =>
        carryOut(async () => {
          await call(path('v1', 'schedule', what.job, what.kind), { method: 'POST', body: given(what.reason) });
          close();
          toast(words.done(what.job));
        })
      }
      onClose={close}
    >
      <Rest failure={failure} fields={['reason']} />
      <p>{words.about}</p>
      <Reason what={what} failure={failure} />
    </Confirm>
  );
}

