/**
 * What an end says of its host, as files of a bundle: for the reader who wants to see for himself. Pure; reads nothing from
 * the host.
 */
import type { AdmittedHosts, HostFacts } from '../host/facts.ts'
import { redactText } from '../redaction/apply.ts'
import { hiddenHostName } from '../redaction/host-name.ts'
import type { RedactionMap } from '../redaction/map.ts'
import { type BundleEnd, environmentPath, hostFile } from './layout.ts'
import type { TextFile } from './text-file.ts'

/** What an end says of itself (`control/messages.ts`). */
export interface EndOfBundle {
  readonly release: string
  readonly platform: string
  readonly node: string
  readonly hostname: string
  readonly addresses: readonly string[]
}

/** What the files are made from. */
export interface Environments {
  readonly environment: EndOfBundle
  readonly host: HostFacts
  readonly withHostsAllow: boolean
}

/** The same with masks: addresses and names wherever they stand, and the host's own name also where it is a single word. */
export function maskedEnvironmentFiles(end: BundleEnd, of: Environments, map: RedactionMap): readonly TextFile[] {
  const { hostname } = of.environment
  // What the map holds is masked with all else, and only once.
  const isHeld = redactText(hostname, map) !== hostname
  const environment = isHeld ? of.environment : { ...of.environment, hostname: hiddenHostName(hostname, map) }
  const files = environmentFiles(end, { ...of, environment })
  return files.map(({ path, text }) => ({ path, text: redactText(text, map) }))
}

/** Versions and addresses, sockets and routes, the firewall's rules where they were readable; hosts.allow when asked for. */
export function environmentFiles(end: BundleEnd, of: Environments): readonly TextFile[] {
  const { environment, host, withHostsAllow } = of
  const { listening, interfaces, routes, firewall, hostsAllow } = host
  const rules = firewall.state === 'read' ? firewall.sources.filter(({ text }) => text !== '') : []
  const state =
    firewall.state === 'read'
      ? { state: firewall.state, at: firewall.at, tools: firewall.sources.map(({ tool }) => tool) }
      : firewall
  return [
    { path: hostFile(end), text: jsonText({ ...environment, interfaces, firewall: state }) },
    { path: environmentPath(end, 'listening.json'), text: jsonText(listening) },
    { path: environmentPath(end, 'routes.json'), text: jsonText(routes) },
    ...rules.map(({ tool, text }) => ({ path: environmentPath(end, ruleFiles[tool]), text: endedByLine(text) })),
    ...(withHostsAllow ? [{ path: environmentPath(end, 'hosts.allow'), text: hostsAllowText(hostsAllow) }] : []),
  ]
}

const ruleFiles = {
  nft: 'firewall-nft.json',
  iptables: 'firewall-iptables.txt',
  ip6tables: 'firewall-ip6tables.txt',
} as const

function hostsAllowText(rules: readonly AdmittedHosts[] | null): string {
  if (rules === null) return '# could not be read\n'
  return rules.map(({ daemons, clients }) => `${daemons.join(' ')}: ${clients.join(' ')}\n`).join('')
}

/** Null is written as null: it was not readable, which is not the same as empty. */
function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`
}

function endedByLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}
