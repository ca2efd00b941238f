/**
 * Devices that limit what EHLO offers to a known set (FACTS N13, N14, N15, N20, C8, H11). A set fits a device and
 * proves none, because anybody may configure the same.
 */
import type { FindingId } from '../finding.ts'
import type { Rule } from './rule.ts'

const covers: readonly FindingId[] = ['smtp.ehlo.keyword-removed', 'smtp.starttls.removed']

export const setRules: readonly Rule[] = [
  {
    device: 'STARTTLS stripper (striptls)',
    feature: 'removes STARTTLS',
    fact: 'H11',
    mark: 'V',
    covers: ['smtp.starttls.removed'],
    proof: { kind: 'set', mode: 'removed', words: ['STARTTLS'] },
    remedy: 'Somebody on the path takes STARTTLS away on purpose; ask every network on the way who does it.',
    sources: 'striptls.py l.467-810',
  },
  {
    device: 'Cisco ASA',
    feature: 'inspect esmtp, no allow-tls',
    fact: 'C8',
    mark: 'V',
    covers: ['smtp.starttls.removed'],
    proof: { kind: 'set', mode: 'removed', words: ['STARTTLS'] },
    remedy: 'ASA: in the ESMTP inspection map `parameters` / `allow-tls`; or `no inspect esmtp`.',
    sources: 'Cisco ASA CLI guide (easymanua.ls/cisco/asa-5512-x/manual/124633?p=315)',
  },
  {
    device: 'D-Link/Clavister NetDefendOS',
    feature: 'SMTP ALG',
    fact: 'N13',
    mark: 'V',
    covers,
    proof: { kind: 'set', mode: 'removed', words: ['PIPELINING', 'CHUNKING'] },
    remedy: 'Use a service without the SMTP ALG for this server.',
    sources: 'manualslib.com 637752 p.261; manualshive.com dfl-860 p.62',
  },
  {
    device: 'Zorp',
    feature: 'SmtpProxy',
    fact: 'N14',
    mark: 'V',
    covers,
    proof: { kind: 'set', mode: 'kept', words: ['PIPELINING', 'SIZE', 'ETRN', '8BITMIME', 'STARTTLS'] },
    remedy: 'Use a plug proxy for this server in place of SmtpProxy.',
    sources: 'docs.balasys.hu zorp-gpl-v7 ch04s10s02',
  },
  {
    device: 'F-Secure Internet Gatekeeper',
    feature: 'SMTP proxy',
    fact: 'N15',
    mark: 'V',
    covers,
    proof: { kind: 'set', mode: 'removed', words: ['CHUNKING', 'BINARYMIME', 'PIPELINING', 'STARTTLS'] },
    remedy: 'Let mail to this server bypass the gatekeeper.',
    sources: 'manualslib.com 374836 p.152',
  },
  {
    device: 'Symantec gateway (Raptor, SGS, SEF)',
    feature: 'SMTP proxy',
    fact: 'N20',
    mark: 'V',
    covers,
    proof: { kind: 'set', mode: 'kept', words: ['AUTH', 'ATRN', 'ETRN', 'EXPN', 'VRFY'] },
    remedy: 'Switch the SMTP proxy off for this server.',
    sources: 'yumpu.com 48764981 p.59',
  },
]
