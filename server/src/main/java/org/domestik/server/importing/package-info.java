// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * History from files: what reads them in parts, and stores each part once however often it comes.
 */
@NullMarked
package org.domestik.server.importing;

import org.jspecify.annotations.NullMarked;
