/**
 * Network firewalls and mail gateways that answer, or write into a message, in their own words (FACTS N3 to N22).
 * Whether the far end said the words itself is checked by whoever applies the rule.
 */
import { ehloAnswers, nmap, type Rule, replies } from './rule.ts'
import { signatureAnswers } from './signature-answers.ts'

const srxRemedy = 'Juniper SRX: remove the UTM policy from the security policy for mail.'
const replySide = 'answerer-to-dialer'
const commandSide = 'dialer-to-answerer'

/** Their answer to a command or to a message, in the place of the server's. */
const answers: readonly Rule[] = [
  {
    device: 'FortiMail',
    feature: 'transparent mode, check of the EHLO name',
    does: 'Answers an EHLO name that it does not like with `501 5.0.0 Invalid domain name`.',
    flow: replySide,
    fact: 'N3',
    mark: 'V',
    covers: ehloAnswers,
    proof: { kind: 'text', in: 'words', pattern: /^501 5\.0\.0 Invalid domain name\r?\n/ },
    remedy: 'FortiMail: in the session profile, switch off the checks of the EHLO domain.',
    sources: 'help.fortinet.com/fmail/5-3-0 profile_11_07',
  },
  {
    device: 'Palo Alto Networks firewall',
    feature: 'antivirus or WildFire profile on smtp',
    does: 'Answers in the place of the server with `541 5.4.1 Content blocked`, and resets the connection.',
    flow: replySide,
    fact: 'N4',
    mark: 'V',
    covers: [...replies, 'smtp.starttls.refused'],
    proof: { kind: 'text', in: 'words', pattern: /^541 5\.4\.1 Content blocked by Palo Alto Networks Firewall\r?\n/ },
    remedy: 'Palo Alto: in the antivirus profile, set the action of the decoder smtp to `alert` or `allow`.',
    sources: 'blog.webernetz.net/2014/08/28; proxyadvices.wordpress.com/2015/04/07',
  },
  {
    device: 'Juniper SRX',
    feature: 'antispam',
    does: 'Answers in the place of the server with `554 Transaction failed due to anti spam setting`.',
    flow: replySide,
    fact: 'N6',
    mark: 'V',
    covers: replies,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^554 Transaction failed due to anti spam setting\r?\n/,
      companion: /^550 Requested action not taken: mailbox unavailable\r?\n/,
    },
    remedy: srxRemedy,
    sources: 'juniper.net topic-44480',
  },
  {
    device: 'Check Point FireWall-1',
    feature: 'SMTP Security Server, recipients',
    does: 'Answers a further recipient with `450 Mailbox Unavailable`.',
    flow: replySide,
    fact: 'N8',
    mark: 'V',
    covers: replies,
    proof: { kind: 'text', in: 'words', pattern: /^450 Mailbox Unavailable\r?\n/, common: true },
    tell: 'FireWall-1 greets as `CheckPoint FireWall-1 secure SMTP server`',
    remedy: 'Check Point: use a rule without an SMTP resource for this server.',
    sources: 'Check Point ATR Guide 4.1 p.75',
  },
  {
    device: 'WatchGuard',
    feature: 'SMTP proxy',
    does: 'Answers HELP with a list of its own.',
    flow: replySide,
    fact: 'N12',
    mark: 'V',
    covers: replies,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /^214-Commands:\r\n214-\tDATA\tRCPT\tMAIL\tQUIT\tRSET\r\n214 \tHELO\tVRFY\tEXPN\tHELP\tNOOP\r\n/,
    },
    remedy:
      'WatchGuard: replace the SMTP-proxy by a TCP packet filter, or allow all ESMTP extensions and headers in it.',
    sources: `${nmap} l.13650`,
  },
  {
    device: 'F-Secure Internet Gatekeeper',
    feature: 'SMTP proxy, MAIL',
    does: 'Answers a MAIL that it does not understand with `501 Syntax error (MAIL FROM:)` and its name.',
    flow: replySide,
    fact: 'N15',
    mark: 'V',
    covers: replies,
    proof: { kind: 'text', in: 'words', pattern: /^501 Syntax error \(MAIL FROM:\) \(/ },
    remedy: 'F-Secure: let mail to this server bypass the gatekeeper.',
    sources: 'manualslib.com 374836 p.152',
  },
  {
    device: 'Stormshield/NETASQ',
    feature: 'SMTP proxy, antivirus',
    does: 'Answers an infected message with `554 5.7.1 Virus detected.`, unless other words are set.',
    flow: replySide,
    fact: 'N16',
    mark: 'V',
    covers: replies,
    proof: { kind: 'text', in: 'words', pattern: /^554 5\.7\.1 Virus detected\.\r?\n/, common: true },
    tell: 'Stormshield takes the name of the server out of the reply to EHLO',
    remedy: 'Stormshield: switch the SMTP proxy off, or set its commands to `pass`.',
    sources: 'documentation.stormshield.eu SMTP-Proxy_tab',
  },
  {
    device: 'Symantec gateway (Raptor, SGS, SEF)',
    feature: 'SMTP proxy, HELP',
    does: 'Answers HELP with `Help not supported by this implementation`.',
    flow: replySide,
    fact: 'N20',
    mark: 'V',
    covers: replies,
    proof: { kind: 'text', in: 'words', pattern: /^214 Help not supported by this implementation\r?\n/, common: true },
    tell: 'it greets as `Generic SMTP handler`',
    remedy: 'Symantec: switch the SMTP proxy off for this server.',
    sources: `${nmap} l.13547`,
  },
  {
    device: 'McAfee Email Gateway',
    feature: 'SMTP proxy, EHLO',
    does: 'Answers EHLO with `250-Requested mail action okay, completed.`',
    flow: replySide,
    fact: 'N22',
    mark: 'V',
    covers: ehloAnswers,
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /(?:^|\n)250[ -]Requested mail action okay, completed\.\r?\n/,
      common: true,
    },
    tell: 'an older one greets with `WebShield`, `SCM` or `EWSA` and `/SMTP Ready`',
    remedy: 'McAfee: let mail to this server bypass the gateway.',
    sources: `${nmap} l.13285`,
  },
]

/** Their words inside of a message, or in the place of a client's name. */
const messages: readonly Rule[] = [
  {
    device: 'Juniper SRX',
    feature: 'antivirus',
    does: 'Puts a notice in the place of the body of an infected message.',
    flow: commandSide,
    fact: 'N7',
    mark: 'V',
    covers: ['smtp.data.rewritten'],
    proof: {
      kind: 'text',
      in: 'words',
      pattern: /Your mail \S+ ?: ?\d+ .*contains contaminated file .* with virus .*, so it is dropped\./,
    },
    remedy: srxRemedy,
    sources: 'juniper.net topic-44515',
  },
  {
    device: 'Juniper SRX',
    feature: 'antispam, tagged subject',
    does: 'Puts `***SPAM***` in front of the subject.',
    flow: commandSide,
    fact: 'N7',
    mark: 'V',
    covers: ['smtp.data.rewritten'],
    proof: { kind: 'text', in: 'words', pattern: /^Subject:[ \t]*\*\*\*SPAM\*\*\*/i, common: true },
    tell: 'an SRX answers other mail with `554 Transaction failed due to anti spam setting`, and tags none that comes by BDAT',
    remedy: srxRemedy,
    sources: 'juniper.net topic-44519',
  },
  {
    device: 'Sophos XG/UTM',
    feature: 'SMTP proxy, EHLO name',
    does: 'Calls itself by its SMTP host name in EHLO, which is `Sophos` unless it is set.',
    flow: commandSide,
    fact: 'N17',
    mark: 'V',
    covers: ['smtp.command.rewritten', 'smtp.command.masked', 'smtp.command.added'],
    proof: { kind: 'text', in: 'words', pattern: /^(?:EHLO|HELO) Sophos\r?\n/ },
    remedy: 'Sophos: no scan of SMTP in the firewall rule; UTM: the skip list of the transparent mode.',
    sources: 'docs.sophos.com 21.0 GeneralSettings; Sophos UTM 9.707 administration guide',
  },
]

export const gatewayAnswers: readonly Rule[] = [...answers, ...messages, ...signatureAnswers]
