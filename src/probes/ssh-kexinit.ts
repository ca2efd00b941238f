import type { Probe } from './probe.ts'
import { disconnect, kexInit, sshIdentification } from './ssh.ts'
import { plainScript } from './words.ts'

/** All that SSH says in clear; a device that opens SSH speaks its own words here (FACTS 1d). */
export const sshKexinit: Probe = {
  name: 'ssh-kexinit',
  shows: 'Whether both SSH identifications and the offers of algorithms arrive as they were said.',
  transports: ['tcp'],
  protocols: ['ssh'],
  parts: ['line'],
  converse: ({ nonce, greeting, random }) => {
    const cookies = [random.bytes(16), random.bytes(16)] as const
    const steps = [
      ...greeting,
      sshIdentification(nonce, 'dialer'),
      kexInit('answerer', nonce, cookies[0]),
      kexInit('dialer', nonce, cookies[1]),
      disconnect('dialer', `done ${nonce}`),
    ]
    return { script: plainScript(steps) }
  },
}
