// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.browser.Login.ADMIN;
import static org.domestik.browser.Login.PASSWORD;
import static org.domestik.browser.Login.READER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.openqa.selenium.Keys;

/** Who is asked for a name, and what the pages show to whom. */
@InBrowser
@ResourceLock("login")
class LoginTest {

  @Test
  void aStrangerIsAskedAndThenSeesWhatWasAskedFor(Browser browser, Login login) {
    login.openAsStranger(browser, "#/host/web-1?range=1h");
    assertThat(browser.texts("nav a")).as("nothing to see for strangers").isEmpty();
    Login.typeIn(browser, ADMIN, PASSWORD);
    browser.awaitText("h1", "web-1");
    browser.awaitDrawn("load");
    assertThat(browser.address()).endsWith("#/host/web-1?range=1h");
    assertThat(browser.text("#account")).contains(ADMIN);
  }

  @Test
  void aWrongPasswordIsSaidAndTheNextTryMayBeRight(Browser browser, Login login) {
    login.openAsStranger(browser, "#/probes");
    Login.typeIn(browser, ADMIN, "wrong");
    browser.await(
        "it says why", "return document.querySelector('[role=alert]').textContent.length > 10");
    browser.forgetConsole(); // A 401 is one, and expected.
    assertThat(browser.run("return document.activeElement.name"))
        .as("one types on at once")
        .isEqualTo("password");
    browser.type(PASSWORD, Keys.ENTER);
    browser.awaitText("h1", "Probes");
  }

  @Test
  void passwordManagersKnowTheFields(Browser browser, Login login) {
    login.openAsStranger(browser, "#/");
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('form input')].map((each) =>"
                    + " each.autocomplete + ' ' + each.type).join()"))
        .isEqualTo("username text,current-password password");
  }

  @Test
  void aSessionThatIsEndedElsewhereIsOverAtOnce(Browser browser, Login login) {
    login.open(browser, READER, "#/host/web-1?range=1h");
    browser.await(
        "the stream is open",
        "return document.querySelector('#connection').dataset.state === 'live'");
    login.endSessions(READER);
    browser.awaitText("h1", "Log in");
    assertThat(browser.find("main").getText()).as("nothing stays").doesNotContain("web-1");
    Login.typeIn(browser, READER, PASSWORD);
    browser.awaitText("h1", "web-1");
    browser.forgetConsole(); // The 401 that said so.
  }

  @Test
  void whoReadsIsOfferedNothingToChange(Browser browser, Login login) {
    login.open(browser, READER, "#/");
    browser.awaitText("h1", "Fleet");
    assertThat(browser.texts("nav a")).contains("Leaks").doesNotContain("Access");
    for (String page : new String[] {"#/access", "#/audit"}) {
      browser.open(login.url(page));
      assertThat(browser.text("h1")).isEqualTo("For admins only");
      assertThat(browser.texts("main button")).isEmpty();
    }
  }

  @Test
  void whoLogsOutIsAskedAgain(Browser browser, Login login) {
    login.open(browser, READER, "#/probes");
    browser.click(".account summary");
    browser.clickText(".account button", "Log out");
    browser.awaitText("h1", "Log in");
    browser.open(login.url("#/probes"));
    assertThat(browser.text("h1")).isEqualTo("Log in");
  }

  @Test
  void anotherPasswordEndsTheOtherSessions(Browser browser, Login login) {
    String user = "changer";
    String next = "another long password";
    login.server.addUser(user, "read", PASSWORD);
    login.open(browser, user, "#/account");
    browser.click("input[name=old]");
    browser.type(PASSWORD, Keys.TAB, next, Keys.ENTER);
    browser.awaitText("[role=status]", "Changed");
    assertThat(browser.texts(".sessions tbody tr")).hasSize(1);
    login.openAsStranger(browser, "#/account");
    Login.typeIn(browser, user, next);
    browser.awaitText("h1", user);
  }

  @Test
  void onThisMachineNobodyIsAskedUnlessTheOperatorWants(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/"));
    assertThat(browser.text("h1")).isEqualTo("Fleet");
    assertThat(browser.text("#account")).isEmpty();
    browser.open(fleet.url("#/access"));
    assertThat(browser.text("main .notice"))
        .contains("Nobody is asked", "./domestik secure", "./domestik user add");
  }
}
