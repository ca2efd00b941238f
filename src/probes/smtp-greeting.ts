import type { Probe } from './probe.ts'
import { helo, quit, smtpScript } from './smtp.ts'

/** One line; and several lines, because some proxies keep only one of them and others add their own (FACTS N21). */
export const smtpGreeting: Probe = {
  name: 'smtp-greeting',
  shows: 'Whether the SMTP greeting arrives as it was said, of one line and of several.',
  transports: ['tcp'],
  protocols: ['smtp'],
  parts: ['line', 'lines'],
  converse: ({ nonce, greeting }) => ({ script: smtpScript([...greeting, ...helo(nonce), ...quit()]) }),
}
