// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The configuration: one record a concern, the defaults beside the keys. */
@NullMarked
package org.domestik.agent.config;

import org.jspecify.annotations.NullMarked;
