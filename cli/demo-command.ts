/**
 * `pathproof demo`: the whole of it on this machine, as three processes.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layOut, portsFor, usualProtocols } from '../src/demo/layout.ts'
import { freePorts, loopbackAddresses } from '../src/demo/ports.ts'
import { runClientProcess, startMiddleboxProcess, startResponderProcess } from '../src/demo/processes.ts'
import { deviceNamed, devices } from '../src/middlebox/devices.ts'
import { type FailOn, parseReport, type Report } from '../src/report/report.ts'
import { UsageError } from './exit.ts'
import { checkPrintOptions, type PrintOptions } from './print.ts'

export interface DemoCommand extends PrintOptions {
  readonly middlebox?: string
  readonly list?: true
  readonly tapes?: string
  readonly bundle?: string
  readonly redact?: true
  readonly quick?: true
  readonly slow?: true
  readonly signatures?: true
  readonly failOn: FailOn
  readonly seed: number
}

/** Runs the demo; with a middlebox named it behaves as `check` does. */
export async function demoCommand(options: DemoCommand): Promise<void> {
  if (options.list) return list()
  checkPrintOptions(options)
  if (options.middlebox === undefined) {
    const given = passedOn(options)[0]
    if (given !== undefined) throw new UsageError(`${given} needs --middlebox NAME: without it there are two reports`)
    return showBoth()
  }
  const known = devices.some(device => device.name === options.middlebox)
  if (!known) throw new UsageError(`there is no middlebox '${options.middlebox}'; pathproof demo --list shows them`)
  process.exitCode = await runThrough(
    options.middlebox,
    [...passedOn(options), '--fail-on', options.failOn],
    options.seed,
  )
}

/** What the client is told: the options that both commands have. */
function passedOn(options: DemoCommand): readonly string[] {
  const { json, tapes, bundle, format, redact, quiet, verbose, quick, slow, signatures } = options
  const values = Object.entries({ json, tapes, bundle, format })
  const flags = Object.entries({ redact, quiet, verbose, quick, slow, signatures })
  return [
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...flags.flatMap(([name, value]) => (value === true ? [`--${name}`] : [])),
  ]
}

function list(): void {
  const width = Math.max(...devices.map(device => device.name.length))
  for (const { name, description } of devices) process.stdout.write(`${name.padEnd(width)}  ${description}\n`)
}

/** A clean path, then a firewall; both must come out as what they are. */
async function showBoth(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pathproof-demo-'))
  try {
    const clean = await showOne('none', 'First a clean path.', folder)
    const firewall = await showOne('asa-esmtp', 'Now a firewall that inspects ESMTP stands between.', folder)
    const asTheyMust = isIntact(clean) && isTheFirewall(firewall)
    say(
      asTheyMust
        ? 'Both came out as they must: nothing was found on the clean path, and the firewall was named.'
        : 'This is NOT what must come out: please report it.',
    )
    process.exitCode = asTheyMust ? 0 : 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function showOne(device: string, title: string, folder: string): Promise<Report> {
  say(`${title}\n`)
  const file = join(folder, `${device}.json`)
  await runThrough(device, ['--json', file], 1)
  return parseReport(await readFile(file, 'utf8'))
}

function isIntact(report: Report): boolean {
  return report.verdict === 'intact' && report.findings.length === 0
}

/** Every SMTP row altered by the device, every other row intact. */
function isTheFirewall({ ports, findings }: Report): boolean {
  const rows = ports.every(row => row.verdict === (row.protocol === 'smtp' ? 'altered' : 'intact'))
  const masked = findings.filter(finding => finding.id === 'smtp.starttls.masked')
  return rows && masked.length > 0 && masked.every(finding => finding.device?.name.includes('Cisco') === true)
}

/** The client's exit status, with that device between it and a responder. */
async function runThrough(device: string, args: readonly string[], seed: number): Promise<number> {
  const addresses = await loopbackAddresses()
  const protocols = [...usualProtocols, ...(deviceNamed(device).speaks ?? [])]
  const layout = layOut(await freePorts(portsFor(protocols), addresses), addresses, protocols)
  const [responder, box] = await Promise.all([
    startResponderProcess(
      addresses,
      layout.rows.map(row => row.port),
    ),
    startMiddleboxProcess(device, layout, seed),
  ])
  try {
    return await runClientProcess(responder.code, ['--rows', JSON.stringify(layout.rows), ...args])
  } finally {
    await Promise.all([responder.stop(), box.stop()])
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
