/** The two headers that the mail shields of one engine append (FACTS H4). Knows no device by name. */

/** `maker` as the shield calls itself; a fixed date, because a device has no clock. */
export function shieldHeaders(maker: string): string {
  return `X-Antivirus: ${maker} (VPS 251124-0, 11/24/2026), Outbound message\r\nX-Antivirus-Status: Clean\r\n`
}
