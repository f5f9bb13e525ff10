// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The port: routes, guards and answers. The only package that knows the HTTP server. */
@NullMarked
package org.domestik.server.http;

import org.jspecify.annotations.NullMarked;
