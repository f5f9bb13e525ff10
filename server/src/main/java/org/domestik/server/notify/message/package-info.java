// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What is told, as text and as JSON, and what a way out has to do with it. */
@NullMarked
package org.domestik.server.notify.message;

import org.jspecify.annotations.NullMarked;
