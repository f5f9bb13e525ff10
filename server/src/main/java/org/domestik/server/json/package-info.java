// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** JSON as plain maps and lists, within limits. */
@NullMarked
package org.domestik.server.json;

import org.jspecify.annotations.NullMarked;
