// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What is wrong: samples, hosts and scripts are judged, and episodes go on or end. Tells nobody.
 */
@NullMarked
package org.domestik.server.alert.judge;

import org.jspecify.annotations.NullMarked;
