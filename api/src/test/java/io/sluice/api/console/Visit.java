package io.sluice.api.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.sluice.api.ApiNode;
import io.sluice.browser.Chromium;
import io.sluice.browser.Tab;

/** Somebody at the admin console, in a tab of their own. */
record Visit(Tab tab, Page page) implements AutoCloseable {
    /** Opens a place such as {@code namespaces/shop/history}. */
    static Visit to(ApiNode node, String token, String place) {
        var tab = Chromium.shared().open(node.address() + "/#/" + place);
        tab.signIn(token);
        return new Visit(tab, tab.page());
    }

    /** The browser tells of answers on its console; those that match are no fault. */
    Visit foreseen(String regex) {
        tab.foresee(regex);
        return this;
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator link(String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator text(String text) {
        return page.getByText(text).first();
    }

    /** What is typed into. */
    Locator field(String label) {
        return page.getByRole(
                AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(label).setExact(true));
    }

    /** The row of a setting. */
    Locator row(String name) {
        return page.locator(".rows tr", new Page.LocatorOptions().setHas(link(name)));
    }

    /** What is to be published of a setting. */
    Locator card(String name) {
        return page.locator(
                "li.card",
                new Page.LocatorOptions().setHas(page.getByText(name, new Page.GetByTextOptions().setExact(true))));
    }

    /** Opens a setting, and types over its value. */
    void type(String name, String value) {
        link(name).click();
        typeOver(value);
    }

    /** Types over what is in the editor. */
    void typeOver(String value) {
        var editor = page.locator(".cm-content");
        editor.click();
        page.keyboard().press("ControlOrMeta+A");
        page.keyboard().type(value);
    }

    /** Goes from a setting to what is to be published. */
    void review() {
        link("Review and publish").click();
        page.getByLabel("Reason").waitFor();
    }

    void publish() {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Publish "))
                .click();
    }

    String storage() {
        return String.valueOf(page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)"));
    }

    @Override
    public void close() {
        tab.close();
    }
}
