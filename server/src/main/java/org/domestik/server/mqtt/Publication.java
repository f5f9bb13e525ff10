// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.mqtt;

/**
 * A message that a broker passes on.
 *
 * @param id by which it is acknowledged; 0: it is not to be
 * @param retained whether it is one from before the subscription, that the broker kept
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record Publication(String topic, byte[] payload, int id, boolean retained) {}
