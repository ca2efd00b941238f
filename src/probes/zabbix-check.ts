import { bytesOf, concat } from '../bytes.ts'
import type { Role, Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { plainScript, saysBytes } from './words.ts'

/** `ZBXD`, the flag of the protocol, the length and a reserved word, little-endian (Zabbix, "Header and data length"). */
function message(by: Role, text: string): Step {
  const head = new Uint8Array(13)
  head.set(bytesOf('ZBXD\x01'))
  new DataView(head.buffer).setUint32(5, text.length, true)
  return saysBytes(by, concat([head, bytesOf(text)]))
}

/** What a server asks an agent (10050), and what an agent asks a server (10051): each with its reply. */
function words(nonce: string): readonly (readonly [asked: string, answer: string])[] {
  return [
    [`vfs.file.regexp[/tmp/${nonce},${nonce}]`, nonce],
    [
      `{"request":"active checks","host":"${nonce}","version":"6.0.0","host_metadata":"${nonce}"}`,
      `{"response":"success","data":[{"key":"agent.ping","itemid":1,"delay":"60s","lastlogsize":0,"mtime":0}]}`,
    ],
  ]
}

/** One question a connection, as Zabbix does. */
export const zabbixCheck: Probe = {
  name: 'zabbix-check',
  shows: 'Whether the questions and answers of a Zabbix server and its agent arrive as they were said.',
  transports: ['tcp'],
  protocols: ['zabbix'],
  parts: ['silent', 'silent'],
  converse: ({ nonce }, part) => {
    const [asked, answer] = words(nonce)[part] ?? ['', '']
    return { script: plainScript([message('dialer', asked), message('answerer', answer)]) }
  },
}
