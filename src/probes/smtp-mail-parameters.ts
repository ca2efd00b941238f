import type { Random } from '../plan/random.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { dialog, exchange, onSmtp } from './smtp.ts'

/** Bytes between `<` and `>`: at and above the limit of FACTS C11. */
const longSenderBytes = [320, 321]

const offers = 'SIZE 52428800,8BITMIME,BINARYMIME,CHUNKING,DSN,SMTPUTF8,REQUIRETLS,AUTH PLAIN LOGIN,MT-PRIORITY MIXER'

/** What stands behind `MAIL FROM:`, of every extension (FACTS section 3, number 22), and of none. `$`: the nonce. */
const senders = [
  '<$@client.example> SIZE=1000 BODY=8BITMIME RET=HDRS ENVID=QQ$+2B1+3D2 AUTH=$+2Btag@client.example',
  '<> AUTH=<> BODY=BINARYMIME',
  '<gr\xc3\xbc\xc3\x9fe.$@client.example> SMTPUTF8 REQUIRETLS MT-PRIORITY=3',
  '<$@client.example> XNONE=$ XFLAG',
]

/** What stands behind `RCPT TO:` (number 23; C10 changes some); what only an attacker would send comes last. */
const recipients = [
  '<$@probe.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;$@probe.example',
  '<postmaster>',
  '<client.example!$%client.example@probe.example>',
  '<@one.example,@two.example:$@probe.example>',
  '<"quoted <$> \\" and space"@probe.example>',
  '<gr\xc3\xbc\xc3\x9fe.$@probe.example>',
  '<$|pipe`tick`@probe.example>',
  '<$<inner>@probe.example>',
]

/** A local part of 64 characters (RFC 5321, 4.5.3.1.1), and whole addresses at the limit. */
function longSenders(nonce: string, random: Random): string[] {
  const whole = (bytes: number) => `${nonce}@`.padEnd(bytes - '.example'.length, random.word(bytes)).concat('.example')
  return [`<${nonce.padEnd(64, 'l')}@client.example>`, ...longSenderBytes.map(bytes => `<${whole(bytes)}>`)]
}

/** Each is refused, so that the next is the first again: a device that keeps count is not lied to. */
function refused(nonce: string, asked: readonly string[]): Step[] {
  return asked.flatMap((sender, at) => exchange(`MAIL FROM:${sender}`, `553 5.1.8 not this one ${nonce} ${at}`))
}

/** All in one transaction, which takes them all. */
function taken(nonce: string, asked: readonly string[]): Step[] {
  return [
    ...exchange('MAIL FROM:<>', '250 2.1.0 sender ok'),
    ...asked.flatMap((recipient, at) => exchange(`RCPT TO:${recipient}`, `250 2.1.5 recipient ${nonce} ${at} ok`)),
    ...exchange('RSET', '250 2.0.0 reset'),
  ]
}

/** Senders and recipients in every form; what may be over a limit comes last. */
export const smtpMailParameters: Probe = {
  ...onSmtp,
  name: 'smtp-mail-parameters',
  shows: 'Whether senders and recipients arrive with all their parameters and characters, short and long.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const filled = (texts: readonly string[]) => texts.map(text => text.replaceAll('$', nonce))
    const ordinary = [...refused(nonce, filled(senders)), ...taken(nonce, filled(recipients))]
    return dialog(context, offers.split(','), [...ordinary, ...refused(nonce, longSenders(nonce, random))])
  },
}
