// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.domestik.browser.Browser.Look;
import org.domestik.model.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is wrong, as the pages tell it: their header, their own page, the fleet and the graphs. */
@InBrowser
class AlertsTest {
  private static final String RULES =
      """
      alerts = {
        { name = "oven hot", probe = "oven", value = "heat", above = 200, clear = 180, severity = "critical" },
        { name = "oven warm", hosts = { "nobody" }, probe = "oven", value = "heat", above = 60, severity = "warning" },
        { name = "oven warm", probe = "oven", value = "heat", above = 60, severity = "warning" },
        { name = "long hot", probe = "oven", value = "heat", above = 100, lasting = "5 hours" },
        { name = "cold", probe = "cellar", value = "heat", below = 5, severity = "warning" },
        { name = "wrong", probe = "oven", value = "heat", above = "2 GB" },
      }
      """;

  private static ServerProcess server;

  @BeforeAll
  static void start() {
    server = ServerProcess.start("", RULES);
    send(List.of(20, 90, 70, 230, 240, 250, 150, 20, 230, 240));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Delivers an oven's heat, one a minute until now. */
  private static void send(List<Integer> heats) {
    Instant now = InstantSource.system().instant();
    List<Object> samples = new ArrayList<>();
    for (int i = 0; i < heats.size(); i++) {
      Instant at = now.minusSeconds(60L * (heats.size() - 1 - i));
      samples.add(Fleet.sample("oven", at, Map.of("heat", heats.get(i))));
    }
    Map<String, Object> heat = Map.of("name", "heat", "type", "real", "unit", "°C");
    Map<String, Object> oven = Map.of("title", "Oven", "every", "1m", "values", List.of(heat));
    server.post(
        Json.write(
            Map.of("host", "bakery", "samples", samples, "descriptions", Map.of("oven", oven))));
  }

  @Test
  void whatFiresIsListedWorstFirstAndLeadsToItsGraph(Browser browser) {
    openAlerts(browser);
    assertThat(browser.text(".alerts tbody tr:first-child"))
        .contains("critical", "oven hot", "240");
    assertThat(browser.texts("summary"))
        .anyMatch(each -> each.startsWith("1 alert pending"))
        .anyMatch(each -> each.endsWith("in the past week"));
    browser.click(".alerts tbody a");
    browser.awaitDrawn("oven");
    browser.awaitText(".marks li", "oven hot: above 200");
    browser.awaitText(".marks li", "oven hot fired 2 times");
  }

  @Test
  void theHeaderTheTitleAndTheFleetTellHowManyWait(Browser browser) {
    openAlerts(browser);
    browser.open(server.url());
    browser.await("the title", "return /^\\(\\d\\) Fleet – Domestik$/.test(document.title)");
    browser.awaitText(".alert-count .hidden-label", "not acknowledged, the worst critical");
    browser.click("li[data-host=bakery] .alert-badge");
    browser.awaitText(".alerts", "oven hot");
    assertThat(browser.address()).endsWith("#/alerts?find=bakery");
  }

  @Test
  void whoAcknowledgesIsNamedAndTheCountGoesDown(Browser browser) {
    openAlerts(browser);
    browser.await("it is counted", "return !document.querySelector('.alert-count').hidden");
    Long before = count(browser);
    browser.clickText(".alerts tbody tr:last-child button", "Acknowledge");
    browser.awaitText(".alerts", "acknowledged ");
    browser.await(
        "one less",
        "const count = document.querySelector('.alert-count');"
            + " return (count.hidden ? 0 : Number(count.firstChild.textContent)) < arguments[0]",
        before);
  }

  @Test
  void theKeyboardStaysWithItsAlertAndGoesToNoOther(Browser browser) {
    openAlerts(browser);
    assertThat(keyboardAfterSearch(browser, "oven warm")).isEqualTo("oven warm");
    openAlerts(browser);
    assertThat(keyboardAfterSearch(browser, "oven hot")).isEqualTo("the page");
  }

  /** Where the keyboard, at an alert's host, is once the page is searched for what is warm. */
  private static Object keyboardAfterSearch(Browser browser, String alert) {
    browser.run(
        """
        [...document.querySelectorAll('.alerts tbody tr')].find((each) => each.textContent.includes(arguments[0]))
          .querySelector('a').focus();
        location.hash = '#/alerts?find=warm';
        """,
        alert);
    browser.await(
        "what is warm alone",
        "return !document.querySelector('.alerts').textContent.includes('oven hot')");
    return browser.run(
        """
        const at = document.activeElement;
        return at.closest('tr')?.querySelector('strong').textContent ?? (at.closest('main') ? 'the page' : 'nowhere');
        """);
  }

  @Test
  void eachRuleCountsWhatFiredOfItsOwnHosts(Browser browser) {
    openAlerts(browser);
    browser.open(server.url() + "#/rules?find=warm");
    browser.await("both", "return document.querySelectorAll('.rules tbody tr').length === 2");
    assertThat(browser.texts(".rules tbody tr"))
        .satisfiesExactly(
            it -> assertThat(it).contains("nobody", "not once"),
            it -> assertThat(it).contains("all hosts", "fired "));
  }

  @Test
  void faultyRulesAreNamedAndThatNobodyIsTold(Browser browser) {
    browser.open(server.url() + "#/rules");
    browser.awaitText(".notice.bad", "wrong");
    assertThat(browser.text(".rules"))
        .contains("oven · heat above 200 °C", "silent for 10 minutes");
    assertThat(browser.texts(".empty strong")).contains("Nobody");
    browser.find("input[type=search]").sendKeys("cellar");
    browser.await(
        "one is left", "return document.querySelectorAll('.rules tbody tr').length === 1");
  }

  @Test
  void bothPagesAreAccessibleAndFitTheScreen(Browser browser) {
    try {
      for (String page : List.of("alerts", "rules", "host/bakery?range=15m", "")) {
        for (Look look : Look.values()) {
          browser.look(look);
          if (look.isLight()) {
            browser.open(server.url() + "#/" + page);
            browser.await("it is counted", "return !document.querySelector('.alert-count').hidden");
            browser.run(
                "document.querySelectorAll('main details.part').forEach((each) => each.open = true)");
          }
          PagesTest.check(browser, "alerts-" + page.replaceAll("\\W.*", ""), look);
        }
      }
    } finally {
      browser.look(Look.DESKTOP_LIGHT);
    }
  }

  @Test
  void whereNothingIsWrongThePageSaysWhatIsWatched(Browser browser, Fleet fleet) {
    browser.open(fleet.url("#/alerts"));
    browser.awaitText(".empty", "Nothing is wrong");
    assertThat(browser.text(".empty")).contains("1 rule looks at 4 hosts", "Nobody is told");
  }

  @Test
  void ofSeveralRulesOfOneNameTheFirstForAKeyIsDrawn(Browser browser) {
    openAlerts(browser);
    Object limits =
        browser.runAsync(
            """
            const done = arguments[arguments.length - 1];
            const rule = (severity, condition, keys, high) => ({
              name: 'full', severity, condition, probe: 'disk', value: 'full', keys,
              limits: [{ probe: 'disk', low: null, high }],
            });
            const rules = [
              rule('warning', 'off', ['/tm?'], null), rule('critical', 'above 95', ['/'], 95),
              rule('critical', 'above 90', ['*'], 90), rule('warning', 'above 80', ['*'], 80),
            ];
            const drawn = (key) => ({ lines: [{ value: 'full', key: [key] }] });
            import('/js/data/marks.js').then((m) => done(['/', '/home', '/tmp'].map((key) =>
              m.marksOf({ rules, alerts: [] }, 'disk', drawn(key)).limits.map((each) => each.high).join('+')).join()));
            """);
    assertThat(limits).isEqualTo("95+80,90+80,");
  }

  private static void openAlerts(Browser browser) {
    browser.open(server.url() + "#/alerts");
    browser.awaitText(".alerts", "oven hot");
  }

  private static Long count(Browser browser) {
    return (Long)
        browser.run("return Number(document.querySelector('.alert-count').firstChild.textContent)");
  }
}
