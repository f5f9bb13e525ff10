// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.Version;
import org.domestik.server.json.JsonTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpApiDocTest {
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "```http\n(GET|POST) (\\S+)\n(.*?)```\\s+```json (\\d+)\n(.*?)```", Pattern.DOTALL);

  @TempDir Path data;

  @Test
  void everyExampleOfTheDocumentationIsTrue() throws Exception {
    String document =
        Files.readString(Path.of(System.getProperty("domestik.root"), "docs/http-api.md"));
    int examples = 0;
    try (TestServer server = TestServer.start(data)) {
      Matcher example = EXAMPLE.matcher(document);
      for (; example.find(); examples++) {
        String path = example.group(2);
        String type = path.startsWith("/write") ? "text/plain" : "application/json";
        HttpResponse<String> response =
            example.group(1).equals("GET")
                ? server.get(path)
                : server.post(path, type, example.group(3).strip());
        assertThat("" + response.statusCode()).as(path).isEqualTo(example.group(4));
        assertThat(tree(response.body()))
            .as(path)
            .isEqualTo(tree(example.group(5).replace("X.Y.Z", Version.current())));
      }
    }
    assertThat(examples).isGreaterThan(15);
  }

  private static Object tree(String json) throws Exception {
    return json.isBlank()
        ? "nothing"
        : JsonTree.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
