// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with one page. */
final class Browser implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final boolean PICTURES = Boolean.getBoolean("domestik.screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CLICKS = 10;

  private final ChromeDriver driver;

  Browser(Installed installed) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(installed.browser().toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars");
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(installed.driver().toFile())
                .withSilent(true)
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    look(Look.DESKTOP_LIGHT);
  }

  /** Width in CSS pixels and colour scheme. */
  enum Look {
    DESKTOP_LIGHT(1280, 900, "light"),
    DESKTOP_DARK(1280, 900, "dark"),
    PHONE_LIGHT(390, 844, "light"),
    PHONE_DARK(390, 844, "dark");

    final int width;
    final int height;
    final String scheme;

    Look(int width, int height, String scheme) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
    }

    boolean isLight() {
      return scheme.equals("light");
    }

    String word() {
      return (width < 600 ? "phone-" : "desktop-") + scheme;
    }
  }

  void look(Look look) {
    size(look.width, look.height);
    media("screen", look);
  }

  /** Shows the page as it is printed, of a viewer who has this look. */
  void print(Look look) {
    media("print", look);
  }

  private void media(String media, Look look) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            media,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", look.scheme))));
  }

  private void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Opens a page afresh, also where only the part behind # differs. */
  void open(String url) {
    leave();
    driver.get(url);
    await("the page is there", "return document.querySelector('main h1, main .empty') !== null");
  }

  /** Leaves the page, so that it asks its server for nothing more. */
  void leave() {
    driver.get("about:blank");
  }

  /** Waits until a graph of the probe shows a point. */
  void awaitDrawn(String probe) {
    String graph = "figure[data-probe=\"" + probe + "\"]";
    await(
        "a section of " + probe, "return document.querySelector('#probe-" + probe + "') !== null");
    run("document.querySelector('#probe-" + probe + "').scrollIntoView()");
    await(
        probe + " is drawn",
        "return document.querySelector('" + graph + "[data-drawn=\"true\"]') !== null");
  }

  /** Waits until nothing on the screen says it is loading; what is far below it loads later. */
  void awaitQuiet() {
    await(
        "all is loaded",
        "return [...document.querySelectorAll('.loading')].every((each) =>"
            + " each.getBoundingClientRect().top > innerHeight + 400)");
  }

  /** Waits for an expression to become true. */
  void await(String what, String script, Object... arguments) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(run(script, arguments))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs a script that ends by calling its last argument. */
  @Nullable Object runAsync(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  /**
   * The text of the first element found, as it is shown; read at once, since pages redraw
   * themselves.
   */
  String text(String selector) {
    List<String> found = texts(selector);
    assertThat(found).as("elements that are %s", selector).isNotEmpty();
    return found.getFirst();
  }

  @SuppressWarnings("unchecked")
  List<String> texts(String selector) {
    return (List<String>)
        run(
            "return [...document.querySelectorAll(arguments[0])].map((each) =>"
                + " each.checkVisibility() || each.tagName === 'OPTION' ? each.innerText.trim() : '')",
            selector);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Clicks on what is there, also where the page draws it anew just then, some times at most. */
  void click(String selector) {
    for (int attempt = 1; ; attempt++) {
      run("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector);
      try {
        find(selector).click();
        return;
      } catch (StaleElementReferenceException e) {
        if (attempt == CLICKS) {
          throw e;
        }
      }
    }
  }

  /** Shows the page that somebody is there: it opens its event stream at once. */
  void stir() {
    actions().sendKeys(Keys.SHIFT).perform();
  }

  /**
   * Comes back to the page, as from another tab: it asks for what is new, and whether the server is
   * well.
   */
  void returnTo() {
    run("document.dispatchEvent(new Event('visibilitychange'))");
  }

  Actions actions() {
    return new Actions(driver);
  }

  /** Types into what has the focus. */
  void type(CharSequence... keys) {
    actions().sendKeys(keys).perform();
  }

  /** Waits for an element that has a text in it. */
  void awaitText(String selector, String text) {
    await(
        selector + " says " + text,
        "return [...document.querySelectorAll(arguments[0])].some((each) =>"
            + " each.textContent.includes(arguments[1]))",
        selector,
        text);
  }

  /** Clicks on what has this selector and, exactly, this text. */
  void clickText(String selector, String text) {
    run(
        "[...document.querySelectorAll(arguments[0])].find((each) => each.textContent ==="
            + " arguments[1]).click()",
        selector,
        text);
  }

  /**
   * From now on {@code asked} has what the page asks its server for; what has {@code broken} in it
   * fails, and the answer to what has {@code held} in it waits for {@code release()}.
   */
  void watchRequests() {
    run(
        """
        const real = window.fetch;
        const released = new Promise((resolve) => (window.release = resolve));
        window.asked = [];
        window.fetch = async (path, ...more) => {
          asked.push(path);
          if (window.broken && path.includes(window.broken)) {
            throw new TypeError('broken');
          }
          const answer = await real(path, ...more);
          if (window.held && path.includes(window.held)) {
            await released;
          }
          return answer;
        };
        """);
  }

  /** How often something was asked for since {@link #watchRequests}. */
  long timesAsked(String path) {
    return (Long) run("return asked.filter((each) => each.includes(arguments[0])).length", path);
  }

  /** From now on what has one of these in its address, * for anything, cannot be reached. */
  void block(String... addresses) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
  }

  /** Forgets who was logged in. */
  void forgetCookies() {
    driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
  }

  void back() {
    driver.navigate().back();
  }

  String address() {
    return driver.getCurrentUrl();
  }

  /**
   * Makes the screen as high as the page, 3,000 pixels at most, so that all of that is drawn; and
   * perhaps a picture of it.
   */
  void showAll(String name, Look look) {
    long height = (Long) run("return document.documentElement.scrollHeight");
    size(look.width, Math.clamp(height, look.height, 3000));
    awaitQuiet();
    picture(name + "-" + look.word());
  }

  /** Keeps what is seen, where pictures are wanted: to make one takes longer than all else. */
  void picture(String name) {
    if (PICTURES) {
      screenshot(name);
    }
  }

  /** Keeps what is seen. */
  void screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The errors in the console since the last look. */
  List<String> consoleErrors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  void forgetConsole() {
    consoleErrors();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
