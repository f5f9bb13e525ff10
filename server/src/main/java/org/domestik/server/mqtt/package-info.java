// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What MQTT 3.1.1 wants of a client that publishes or subscribes. */
@NullMarked
package org.domestik.server.mqtt;

import org.jspecify.annotations.NullMarked;
