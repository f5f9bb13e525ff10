// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.domestik.browser.Login.ADMIN;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An admin sets a quiet window on the page of rules, sees it everywhere, and ends it. */
@InBrowser
@ResourceLock("login")
class QuietWindowTest {
  @Test
  void aQuietWindowIsSetShownAuditedAndEnded(Browser browser, Login login) {
    login.open(browser, ADMIN, "#/rules");
    browser.awaitText("h2", "Quiet windows");
    browser.clickText("button", "Set a quiet window");
    browser.run(
        "const form = document.querySelector('dialog form');"
            + " form.elements.hosts.value = 'db-*, web';"
            + " form.elements.zone.value = 'Europe/Pari';"
            + " form.elements.reason.value = 'new disks';");
    browser.clickText("dialog button", "Set it");
    browser.awaitText("dialog [role=alert]", "nearest is \"Europe/Paris\"");
    browser.forgetConsole(); // A 400 is one, and expected.
    browser.run("document.querySelector('dialog form').elements.zone.value = 'Europe/Paris'");
    browser.clickText("dialog button", "Set it");
    browser.awaitText(".set-windows", "db-*, web");
    browser.awaitText(".set-windows", "new disks");
    browser.awaitText(".set-windows", "Europe/Paris");

    login.open(browser, ADMIN, "#/alerts");
    browser.awaitText("[data-quiet]", "nobody is told of db-*, web until");
    login.open(browser, ADMIN, "#/audit");
    browser.awaitText("main", "db-*, web: from");

    login.open(browser, ADMIN, "#/rules");
    browser.awaitText(".set-windows", "db-*, web");
    browser.clickText(".set-windows button", "End");
    browser.clickText("dialog button", "End it");
    browser.await("it is over", "return document.querySelector('.set-windows') === null");
  }
}
