// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;
import java.util.UUID;

/**
 * A machine that delivers as a host that is another's.
 *
 * @param boot the boot of the other, whose host it is
 * @param copy the boot of the one that came between
 * @param noticed when it did, or was refused, last; within an hour or so
 */
public record Twin(String host, UUID boot, UUID copy, Instant noticed) {}
