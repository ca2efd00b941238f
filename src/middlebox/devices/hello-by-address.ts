/** FortiMail in transparent mode: the client's name becomes an address, and nobody may encrypt. */
import type { Device } from '../device.ts'
import { isHello, withHelloName, withoutStarttls } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

/** Documentation addresses (RFC 5737) do for the client's. */
const CLIENT = '[192.0.2.7]'

/** FACTS N3 gives no words for it. */
const REFUSAL = '500 5.5.1 Command unrecognized\r\n'

/** A domain or an address literal (RFC 5321, 4.1.1.1). */
const NAME = /^[ \t]*\w+[ \t]+([a-z0-9-]+(\.[a-z0-9-]+)*|\[[a-z0-9:.]+\])[ \t]*\r?\n$/i

export const helloByAddress: Device = {
  name: 'hello-by-address',
  description:
    'Writes an address for the name in EHLO and HELO, answers 501 to a bad name, and removes and refuses STARTTLS (FACTS N3).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): Decision {
  if (item.kind !== 'command' || !isHello(item.verb)) return withoutStarttls(item, REFUSAL)
  return NAME.test(item.text) ? withHelloName(item.text, CLIENT) : { answer: '501 5.0.0 Invalid domain name\r\n' }
}
