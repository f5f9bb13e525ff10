// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.mqtt;

/**
 * A message that a broker passes on.
 *
 * @param payload empty where it is too long to be taken
 * @param bytes how many the payload has at the broker
 * @param id by which it is acknowledged; 0: it is not to be
 * @param retained whether it is one from before the subscription, that the broker kept
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record Publication(String topic, byte[] payload, int bytes, int id, boolean retained) {
  /** About how many bytes topic and payload take here. */
  public long bytesHeld() {
    return (long) topic.length() + payload.length;
  }

  /** Whether the payload is too long to be taken. */
  public boolean isTooLong() {
    return bytes > payload.length;
  }
}
