/**
 * A path with boxes between two programs on two loopback addresses, that counts what has come through.
 */
import { layOut } from '../../src/demo/layout.ts'
import type { Device, DeviceEvent } from '../../src/middlebox/device.ts'
import { startMiddlebox } from '../../src/middlebox/harness.ts'
import { clientAddress, serverAddress } from './programs.ts'

export interface PathOptions {
  /** Free ones, `portsNeeded` of `src/demo/layout.ts`, that the responder lets a client test. */
  readonly ports: readonly number[]
  /** What stands before the SMTP ports, and before the others. */
  readonly smtp: Device
  readonly echo: Device
}

export interface PathBetween {
  /** For `--rows`. */
  readonly rows: string
  /** Where the two ends listen while armed. */
  readonly ports: readonly number[]
  /** SMTP connections through it that both ends have ended. */
  readonly smtpOver: () => number
  readonly close: () => Promise<void>
}

/** Four rows, SMTP and echo in both directions, with a box before each. */
export async function openPath({ ports, smtp, echo }: PathOptions): Promise<PathBetween> {
  const addresses = [serverAddress, clientAddress]
  const { rows, links } = layOut(ports, addresses)
  let over = 0
  const counting = counted(smtp, () => {
    over++
  })
  const boxes = await Promise.all(
    ([counting, echo] as const).map((device, at) => {
      const protocol = at === 0 ? 'smtp' : 'echo'
      return startMiddlebox({ device, links: links.filter(link => link.protocol === protocol), seed: 1 })
    }),
  )
  return {
    rows: JSON.stringify(rows),
    ports: rows.map(row => row.port),
    smtpOver: () => over,
    close: async () => {
      await Promise.all(boxes.map(box => box.close()))
    },
  }
}

/** The same device; it tells of every connection that both ends have ended. */
function counted(device: Device, onOver: () => void): Device {
  return {
    ...device,
    open: context => {
      const session = device.open(context)
      const ended = new Set<string>()
      return event => {
        if (isEnd(event) && !ended.has(event.from) && ended.add(event.from).size === 2) onOver()
        return session(event)
      }
    },
  }
}

function isEnd(event: DeviceEvent): event is Extract<DeviceEvent, { kind: 'fin' | 'reset' }> {
  return event.kind === 'fin' || event.kind === 'reset'
}
