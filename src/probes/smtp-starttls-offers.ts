import type { TlsOffer } from '../tls/offer.ts'
import type { Probe } from './probe.ts'
import { command, ehlo, onSmtp, reply, smtpScript } from './smtp.ts'
import { noop, offering, rightName, wrongName } from './tls.ts'

/** What is offered after STARTTLS, one part each. */
const offers: readonly ((nonce: string) => TlsOffer)[] = [
  nonce => ({ versions: ['TLSv1.2', 'TLSv1.2'], serverName: rightName(nonce) }),
  nonce => ({ versions: ['TLSv1.3', 'TLSv1.3'], serverName: rightName(nonce) }),
  nonce => ({ serverName: wrongName(nonce) }),
]

/** What a ClientHello after STARTTLS may offer (FACTS section 3, number 42). */
export const smtpStarttlsOffers: Probe = {
  ...onSmtp,
  name: 'smtp-starttls-offers',
  shows:
    'Whether each newer version of TLS comes through after STARTTLS, offered alone, and a name that is not the server’s.',
  parts: offers.map(() => 'line'),
  converse: ({ nonce, greeting }, part) => {
    const inClear = [...greeting, ...ehlo(nonce, ['STARTTLS', '8BITMIME'])]
    const begin = [command('STARTTLS', 'STARTTLS'), reply('220 2.0.0 go ahead\r\n', '220')]
    const tls = offering([{ kind: 'start-tls' }], offers[part]?.(nonce) ?? {})
    return { script: smtpScript([...inClear, ...begin, ...tls, ...ehlo(nonce, ['8BITMIME']), ...noop(nonce)]) }
  },
}
