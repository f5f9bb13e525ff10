// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Probes that go from the server to hosts: their versions, and the key that signs them. */
@NullMarked
package org.domestik.server.distribution;

import org.jspecify.annotations.NullMarked;
