// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.notify.channel;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** The beginning of an answer: nothing where it is a success, else up to 4 KiB. */
final class FirstBytes implements BodySubscriber<byte[]> {
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int most;

  private FirstBytes(int most) {
    this.most = most;
  }

  // A success is not waited for: one that never ends would be taken for a failure and sent again.
  static FirstBytes of(ResponseInfo answer) {
    return new FirstBytes(answer.statusCode() / 100 == 2 ? 0 : 4096);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    if (most == 0) {
      body.complete(new byte[0]);
      subscription.cancel();
    } else {
      subscription.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] some = new byte[Math.min(buffer.remaining(), most - bytes.size())];
      buffer.get(some);
      bytes.writeBytes(some);
    }
    if (bytes.size() == most) {
      body.complete(bytes.toByteArray());
    }
  }

  @Override
  public void onError(Throwable fault) {
    body.complete(bytes.toByteArray()); // The status is known; the body is for people only.
  }

  @Override
  public void onComplete() {
    body.complete(bytes.toByteArray());
  }
}
