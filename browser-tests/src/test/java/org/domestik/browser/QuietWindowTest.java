// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.domestik.browser.Login.ADMIN;

import java.util.List;
import java.util.Objects;
import org.domestik.browser.Browser.Look;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.openqa.selenium.Keys;

/** An admin sets a quiet window on the page of rules, sees it everywhere, and ends it. */
@InBrowser
@ResourceLock("login")
class QuietWindowTest {
  /** The least contrast of a field's edge and the ground it is on. */
  private static final String CONTRAST =
      """
      const light = (text) => {
        const [r, g, b] = text.match(/\\d+/g).map((each) => {
          const part = each / 255;
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
      };
      const ground = light(getComputedStyle(document.querySelector("dialog")).backgroundColor);
      return Math.min(...[...document.querySelectorAll("dialog .field")].map((each) => {
        const edge = light(getComputedStyle(each).borderTopColor);
        return Math.max(edge, ground) / Math.min(edge, ground);
      }));
      """;

  @Test
  void theKeyboardComesBackToWhereItWasThoughThePageIsMadeAnew(Browser browser, Login login) {
    login.open(browser, ADMIN, "#/rules");
    browser.awaitText("h2", "Quiet windows");
    browser.run(
        "window.former = [...document.querySelectorAll('main button')]"
            + ".find(each => each.textContent === 'Set a quiet window'); window.former.focus()");
    browser.type(Keys.ENTER);
    browser.await("the first field", "return document.activeElement.name === 'hosts'");
    browser.run("location.hash = '#/rules?find=s'");
    browser.await("it is another", "return !window.former.isConnected");
    browser.type(Keys.ESCAPE);
    browser.await("it is closed", "return document.querySelector('dialog') === null");
    browser.await(
        "it is there",
        "return document.activeElement.matches('main button')"
            + " && document.activeElement.textContent === 'Set a quiet window'");
  }

  @Test
  void whereOneWritesIsSeenByItsEdge(Browser browser, Login login) {
    for (Look look : List.of(Look.DESKTOP_LIGHT, Look.PHONE_DARK)) {
      browser.look(look);
      login.open(browser, ADMIN, "#/rules");
      browser.awaitText("h2", "Quiet windows");
      browser.clickText("button", "Set a quiet window");
      browser.await("it is open", "return document.querySelector('dialog .field') !== null");
      assertThat(((Number) Objects.requireNonNull(browser.run(CONTRAST))).doubleValue())
          .isGreaterThan(3);
      browser.type(Keys.ESCAPE);
    }
    browser.look(Look.DESKTOP_LIGHT);
  }

  @Test
  void aWindowByClocksThatABrowserDoesNotKnowIsToldInItsOwn(Browser browser, Login login) {
    login.open(browser, ADMIN, "#/rules");
    browser.awaitText("h2", "Quiet windows");
    browser.clickText("button", "Set a quiet window");
    browser.run(
        "const form = document.querySelector('dialog form');"
            + " form.elements.hosts.value = 'far'; form.elements.zone.value = 'UTC+2';");
    browser.clickText("dialog button", "Set it");
    browser.awaitText(".set-windows", "far");
    browser.awaitText(".set-windows", " UTC");
    login.open(browser, ADMIN, "#/alerts");
    browser.awaitText("[data-quiet]", "nobody is told of far until");
    browser.awaitText("[data-quiet]", "(UTC");

    login.open(browser, ADMIN, "#/rules");
    browser.awaitText(".set-windows", "far");
    browser.clickText(".set-windows button", "End");
    browser.clickText("dialog button", "End it");
    browser.await("it is over", "return document.querySelector('.set-windows') === null");
  }

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
