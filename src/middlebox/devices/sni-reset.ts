/** A filter that goes by the server name in the ClientHello, wherever TLS begins. */
import type { Device } from '../device.ts'
import { helloWatch } from '../hello-watch.ts'

const BLOCKED = /(?:^|\.)wrong\.example$/i

export const sniReset: Device = {
  name: 'sni-reset',
  description: 'Resets both ends when a ClientHello asks for a server name on its list.',
  open: () => helloWatch(({ serverName }) => BLOCKED.test(serverName ?? '')),
}
