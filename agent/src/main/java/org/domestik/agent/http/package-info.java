// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** HTTP and TLS to one server, over a socket: what the JDK knows beyond it costs memory. */
@NullMarked
package org.domestik.agent.http;

import org.jspecify.annotations.NullMarked;
