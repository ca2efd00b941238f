import type { Probe } from './probe.ts'
import { ehlo, helo, onSmtp, quit, smtpScript } from './smtp.ts'

/**
 * One line, all printable characters in it; and several lines without the word ESMTP, because some proxies keep only one
 * line, others add their own (FACTS N21), and some speak no EHLO after it. Asked with HELO, and there with EHLO too.
 */
export const smtpGreeting: Probe = {
  ...onSmtp,
  name: 'smtp-greeting',
  shows: 'Whether the SMTP greeting arrives as it was said, of one line and of several, with and without ESMTP.',
  parts: ['line', 'lines'],
  converse: ({ nonce, greeting }, part) => {
    const more = part === 0 ? [] : ehlo(nonce, ['8BITMIME', 'HELP'])
    return { script: smtpScript([...greeting, ...helo(nonce), ...more, ...quit()]) }
  },
}
