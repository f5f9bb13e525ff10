/*
 * The shapes that travel between modules, for readers and editors; nothing imports this file. Times are epoch
 * milliseconds. What comes from the server is as docs/http-api.md has it.
 */

/**
 * What the address asks for: `#/<page>/<name>?<query>`.
 *
 * @typedef {object} View
 * @property {string} page
 * @property {string} name empty where the page has none
 * @property {URLSearchParams} query
 */

/**
 * A page on the screen, as its `open(body, view)` answers it.
 *
 * @typedef {object} Page
 * @property {(view: View) => void} [changed] the query changed; page and name are the same
 * @property {() => void} [close] ends timers, requests and listeners
 */

/**
 * A page's one span of time. A live one ends now and moves on.
 *
 * @typedef {object} Range
 * @property {number} from inclusive
 * @property {number} to inclusive
 * @property {boolean} live
 * @property {?string} name of a preset: "15m" to "5y"
 */

/**
 * Who looks at the pages, of `GET me`.
 *
 * @typedef {object} Viewer
 * @property {?string} user null where nobody is asked, and where nobody has logged in
 * @property {?("read"|"admin")} role
 * @property {boolean} login whether the server asks
 */

/**
 * A token, of `GET tokens`; with a host it is the key of an enrolled agent.
 *
 * @typedef {object} Token
 * @property {string} name
 * @property {"write"|"read"|"admin"} role
 * @property {string} hosts a glob: whose samples it may write
 * @property {?string} host
 * @property {?string} agent the UUID of the agent it was made for
 * @property {string} created
 * @property {?string} expires null: when it is revoked
 * @property {?string} lastUse
 */

/**
 * Where a user is logged in, of `GET sessions`.
 *
 * @typedef {object} Session
 * @property {string} id
 * @property {string} user
 * @property {string} address
 * @property {string} agent what the browser says of itself
 * @property {string} created
 * @property {string} seen
 * @property {boolean} current whether it is the one that asks
 */

/**
 * A host, of `GET hosts`.
 *
 * @typedef {object} Host
 * @property {string} host
 * @property {"alive"|"late"|"silent"|"retired"} state
 * @property {?(string|number)} lastSample ISO 8601 or epoch ms
 * @property {string[]} probes
 * @property {object} [spool] what its agent still has to deliver
 * @property {boolean} [skewed] its clock is off
 * @property {string} [asleep] since when its machine sleeps, as that said beforehand
 * @property {{version?: string, clock?: number}} [agent] what its agent is, and by how many seconds its clock is ahead
 * @property {number} [conflicts] deliveries under a number used before
 * @property {string[]} [alike] hosts whose names differ from its in upper and lower case alone
 * @property {{noticed: string, copy: string}} [twin] two machines deliver in its name; the boot of the copy
 */

/**
 * What a probe says about itself, of `GET descriptions`, by name.
 *
 * @typedef {object} Description
 * @property {string} name
 * @property {string} [title]
 * @property {string} [every] a span: "1m"
 * @property {string[]} [key] the names of the key's levels; none for a flat probe
 * @property {Value[]} values
 * @property {Value[]} [derived]
 * @property {{title?: string, info?: string, style: "lines"|"stacked", base: 1000|1024, values?: string[]}[]} graph
 * @property {boolean} [inferred] nobody wrote it: it was guessed from a sample
 */

/**
 * @typedef {object} Value
 * @property {string} name
 * @property {string} [title]
 * @property {string} [unit]
 */

/**
 * The last run of a script, of `GET probes`.
 *
 * @typedef {object} Run
 * @property {string} host
 * @property {string} probe
 * @property {string} script
 * @property {"ok"|"nothing"|"failed"|"quarantined"} outcome
 * @property {string} [error]
 * @property {string} [output] what it printed
 * @property {string} [conflict] what of its description is not in force
 * @property {number} micros
 * @property {string} lastRun
 */

/**
 * One key's values, of `GET series`: columns of one length. Archived points come first.
 *
 * @typedef {object} Series
 * @property {number[]} time a live point's instant, an archived one's bucket start
 * @property {number[]} [length] of the buckets; 0 or absent for a live point
 * @property {Object<string, {avg: ?number[], min: ?number[], max: ?number[], bounds?: boolean[]}>} values by value
 * @property {?number} archivedUntil
 */

/**
 * One value of one key, ready to be drawn: columns of one length, in the order of time. Archived points stand in the
 * middle of their bucket, so that archive and live data join without a seam.
 *
 * @typedef {object} Line
 * @property {string} value its name
 * @property {string} [label] as a legend has it; one of its kind in a panel
 * @property {string[]} [key] levels, outermost first
 * @property {string} [host] where a panel has lines of several
 * @property {string} [unit]
 * @property {number[]} time
 * @property {?number[]} starts the bucket's start; null for a live point
 * @property {?number[]} ends the bucket's end (exclusive); null for a live point
 * @property {number[]} step how far the next point is expected; 2.6 of them are a gap
 * @property {?number[]} avg
 * @property {?number[]} min
 * @property {?number[]} max
 * @property {boolean[]} bounds whether minimum and maximum are bounds and not values; empty for none
 * @property {number[]} [low] of a stacked line: where it starts; `avg` is where it ends
 * @property {?number[]} [outline] of a stacked line: where it is drawn
 * @property {number[]} [peak] of the topmost of a stack: how high all of it certainly came
 * @property {boolean} [summary] it tells of many lines, so none of its points has a moment
 */

/**
 * One graph on the screen: one unit, hence one axis.
 *
 * @typedef {object} Panel
 * @property {string} id one of its kind in a probe's section
 * @property {number} graph which of the description's graphs it is part of
 * @property {string} title
 * @property {?string} note what tells it from the description's other panels
 * @property {string} [info]
 * @property {"lines"|"stacked"} style
 * @property {1000|1024} base of prefixes
 * @property {string} unit
 * @property {{value: string, key: string[], label: string}[]} lines
 * @property {string} [level] of its heading, "h3" if absent
 * @property {boolean} [heading] false where the section's heading says it all
 */

/**
 * One episode of something wrong, of `GET alerts`.
 *
 * @typedef {object} Alert
 * @property {string} id
 * @property {string} rule its name
 * @property {"info"|"warning"|"critical"} severity
 * @property {string} host
 * @property {?string} probe null: it is about the host
 * @property {string|string[]} key
 * @property {?string} value
 * @property {"pending"|"firing"|"resolved"} state
 * @property {string} since by the samples' time
 * @property {?string} ended
 * @property {?number} lastValue
 * @property {?string} limit what the value is compared with, in words
 * @property {string} message
 * @property {?string} acknowledged by whom
 * @property {?string} silencedBy why nobody is told
 * @property {boolean} flapping
 * @property {boolean} stale nothing new was measured
 */

/**
 * A rule, of `GET alerts/rules`: of one name and severity the first that is for a host and key counts.
 *
 * @typedef {object} Rule
 * @property {string} name
 * @property {"info"|"warning"|"critical"} severity
 * @property {string} condition in words; "off": nobody is to be told of its name
 * @property {string[]} hosts globs
 * @property {?string} probe a glob
 * @property {?string} value
 * @property {string[]} keys globs of levels joined by " / "
 * @property {?string} lasting
 * @property {string} origin where it is written
 * @property {{probe: string, low: ?number, high: ?number, unit: ?string}[]} limits of each probe it can be judged for
 */

/**
 * What alerts say about a panel.
 *
 * @typedef {object} Marks
 * @property {{name: string, severity: string, value: string, low: ?number, high: ?number}[]} limits
 * @property {{name: string, severity: string, key: string[], from: number, to: ?number}[]} spans `to` is null while it fires
 */
