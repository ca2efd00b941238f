/**
 * Which ports a paired client may have armed. Well-known ports only where mail hosting needs them, so that a paired
 * client cannot pose as any service of this host; ports over 1023 anybody on this host could open anyway.
 */

export interface AllowedPorts {
  /** Null when the port may be armed, else why not and what to do. */
  readonly mayListen: (port: number) => string | null
}

/** The incoming ports of the mail hoster's rule, as far as they are well-known ones. */
const usual = [22, 25, 80, 143, 443, 465, 587, 873, 993]

/** The usual ports and those given besides. */
export function allowedPorts(besides: readonly number[]): AllowedPorts {
  const allowed = new Set([...usual, ...besides])
  return {
    mayListen: port =>
      port > 1023 || allowed.has(port)
        ? null
        : `port ${port} is not in the responder's profile; start it with --allow-ports ${port}`,
  }
}
