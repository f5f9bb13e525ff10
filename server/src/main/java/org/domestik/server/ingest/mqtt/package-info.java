// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Topics of an MQTT broker that the server subscribes to. */
@NullMarked
package org.domestik.server.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
