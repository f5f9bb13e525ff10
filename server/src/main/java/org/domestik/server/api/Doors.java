// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.util.function.Consumer;
import org.domestik.server.http.Audit;
import org.domestik.server.http.Gatekeeper;
import org.domestik.server.http.Routes;

/**
 * Who may do what, as the endpoints see it.
 *
 * @param gatekeeper knows who asks
 * @param more adds the endpoints of those who keep the doors
 * @param audit notes what was done
 */
public record Doors(Gatekeeper gatekeeper, Consumer<Routes> more, Audit audit) {}
