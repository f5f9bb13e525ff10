// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.browser.Login.ADMIN;
import static org.domestik.browser.Login.PASSWORD;

import org.domestik.browser.Browser.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.openqa.selenium.Keys;

/** What an admin sees of who may do what, and changes about it. */
@InBrowser
@ResourceLock("login")
class AccessTest {

  @Test
  void aTokenIsShownOnceAndRefusedOnceItIsRevoked(Browser browser, Login login) {
    login.open(browser, ADMIN, "#/access");
    browser.awaitText("h2", "Tokens");
    browser.clickText("button", "New token");
    browser.type("grafana", Keys.ENTER);
    browser.await("the token", "return document.querySelector('dialog textarea') !== null");
    String token = browser.find("dialog textarea").getAttribute("value");
    assertThat(login.statusFor(token)).isEqualTo(200);
    browser.clickText("dialog button", "Done");
    browser.awaitText(".tokens", "grafana");
    assertThat(browser.text("main")).doesNotContain(token);

    browser.run(
        "[...document.querySelectorAll('.tokens tr')].find((each) =>"
            + " each.textContent.includes('grafana')).querySelector('.actions button').click()");
    browser.clickText("dialog button", "Revoke");
    browser.await("it is gone", "return !document.body.textContent.includes('grafana')");
    assertThat(login.statusFor(token)).isEqualTo(401);
  }

  @Test
  void aUserIsAddedAndRemoved(Browser browser, Login login) {
    login.open(browser, ADMIN, "#/access");
    browser.awaitText("h2", "Users");
    browser.clickText("button", "Add a user");
    browser.type("grace", Keys.TAB, Keys.TAB, PASSWORD, Keys.ENTER);
    browser.awaitText(".users", "grace");

    browser.clickText("button", "Add a user");
    browser.type("grace", Keys.TAB, Keys.TAB, PASSWORD, Keys.ENTER);
    browser.awaitText("dialog [role=alert]", "grace");
    browser.forgetConsole(); // A 409 is one, and expected.
    browser.type(Keys.ESCAPE);

    browser.run(
        "[...[...document.querySelectorAll('.users tr')].find((each) =>"
            + " each.textContent.includes('grace')).querySelectorAll('button')].at(-1).click()");
    browser.clickText("dialog button", "Remove");
    browser.await("she is gone", "return !document.body.textContent.includes('grace')");
  }

  @Test
  void aCodeToEnrolAHostIsACommandToTakeAlong(Browser browser, Login login) {
    login.open(browser, ADMIN, "#/access");
    browser.awaitText("h2", "Hosts");
    browser.clickText("button", "Enrol a host");
    browser.type(Keys.ENTER);
    browser.await("the code", "return document.querySelector('dialog textarea') !== null");
    assertThat(browser.find("dialog textarea").getAttribute("value"))
        .startsWith("./domestik agent enrol '")
        .endsWith("' --data DIR");
    browser.type(Keys.ESCAPE);
  }

  @Test
  void theAuditTellsWhoLoggedIn(Browser browser, Login login) {
    login.open(browser, ADMIN, "#/audit?find=login");
    browser.awaitText(".audit", ADMIN);
    assertThat(browser.texts(".audit tbody tr"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row).contains("login"));
  }

  @Test
  void thesePagesAreAccessibleAndFitTheScreen(Browser browser, Login login) {
    try {
      for (Look look : Look.values()) {
        browser.look(look);
        login.openAsStranger(browser, "#/");
        PagesTest.check(browser, "login", look);
        login.open(browser, ADMIN, "#/");
        for (String page : new String[] {"access", "audit", "account"}) {
          browser.open(login.url("#/" + page));
          PagesTest.check(browser, page, look);
        }
        browser.open(login.url("#/access"));
        browser.awaitText("h2", "Tokens");
        browser.clickText("button", "New token");
        PagesTest.check(browser, "new-token", look);
        browser.type(Keys.ESCAPE);
      }
    } finally {
      browser.look(Look.DESKTOP_LIGHT);
    }
  }
}
