// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The pages in a real Chromium, driven over a real server with real data. */
@NullMarked
package org.domestik.browser;

import org.jspecify.annotations.NullMarked;
