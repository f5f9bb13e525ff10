// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.model.command;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * SIGHUP: by habit, the wish that a program reads its files again. A Java that nobody told ends.
 *
 * <p>The JDK has no supported way to hear of signals. The one it has is asked for by name, so that
 * nothing fails where it is missing, and nothing warns at each compilation.
 */
public final class Hangup {
  private Hangup() {}

  /**
   * Has something done at each SIGHUP, on a thread of its own.
   *
   * @return false where this Java does not tell of signals: then SIGHUP ends it
   */
  public static boolean on(Runnable work) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object heard =
          Proxy.newProxyInstance(
              Hangup.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  work.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), heard);
      return true;
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      return false;
    }
  }
}
