// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** TLS: the server's key and certificate, and what happens before a connection is one. */
@NullMarked
package org.domestik.server.tls;

import org.jspecify.annotations.NullMarked;
