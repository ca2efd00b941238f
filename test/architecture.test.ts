/**
 * Who may import whom. The table is the house of docs/architecture.md; an import that is not in it fails, and so does a
 * row that nobody uses any more.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Room -> rooms whose values it may import; with `type`, only their types. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/tls': ['src/bytes.ts'],
  'src/script': ['src/bytes.ts', 'type src/tls'],
  'src/tape': ['src/bytes.ts', 'src/script', 'src/tls'],
  'src/probes': ['src/bytes.ts', 'src/script', 'src/tls', 'type src/plan'],
  'src/profile': ['src/plan', 'type src/tape'],
  'src/plan': ['src/probes', 'src/script', 'type src/tape'],
  'src/wire': ['src/bytes.ts', 'src/plan', 'src/probes', 'src/script', 'src/tape', 'type src/tls'],
  'src/host': ['src/bytes.ts', 'src/control', 'type src/tape', 'type src/wire'],
  'src/beside': ['src/bytes.ts', 'src/diff', 'src/plan', 'src/probes', 'src/tape', 'type src/script'],
  'src/diff': ['src/bytes.ts', 'src/tape', 'src/tls', 'type src/script'],
  'src/explain': ['src/bytes.ts', 'src/diff', 'src/plan', 'src/script', 'src/tape', 'src/tls', 'type src/host'],
  'src/report': ['src/explain', 'src/plan', 'type src/diff', 'type src/tape'],
  'src/control': ['src/bytes.ts', 'src/host', 'src/plan', 'src/tape', 'src/tls', 'type src/wire'],
  'src/middlebox': ['src/bytes.ts', 'src/script', 'src/tls', 'src/wire'],
  'src/demo': ['type src/middlebox', 'type src/plan'],
  'src/run': [
    'src/beside',
    'src/control',
    'src/diff',
    'src/explain',
    'src/host',
    'src/plan',
    'src/probes',
    'src/redaction',
    'src/report',
    'src/script',
    'src/tape',
    'src/wire',
  ],
  'src/run.ts': [
    'src/control',
    'src/explain',
    'src/host',
    'src/plan',
    'src/run',
    'src/wire',
    'type src/report',
    'type src/tape',
  ],
  'src/redaction': ['src/bytes.ts', 'src/tape'],
  'src/pcap': ['src/bytes.ts', 'type src/tape'],
  'src/page': ['src/bytes.ts', 'src/report', 'src/tape', 'type src/explain'],
  'src/bundle': [
    'src/bytes.ts',
    'src/offline',
    'src/page',
    'src/pcap',
    'src/redaction',
    'src/report',
    'src/run',
    'src/tape',
    'type src/diff',
    'type src/explain',
    'type src/host',
  ],
  'src/manual': ['src/report'],
  'src/offline': [
    'src/control',
    'src/diff',
    'src/host',
    'src/plan',
    'src/run',
    'src/tape',
    'src/wire',
    'type src/report',
  ],
  responder: [
    'src/beside',
    'src/bundle',
    'src/control',
    'src/host',
    'src/plan',
    'src/redaction',
    'src/tape',
    'src/wire',
  ],
  cli: [
    'responder',
    'src/bundle',
    'src/control',
    'src/demo',
    'src/explain',
    'src/host',
    'src/manual',
    'src/middlebox',
    'src/offline',
    'src/profile',
    'src/report',
    'src/run',
    'src/run.ts',
    'src/tape',
    'src/wire',
    'type src/plan',
  ],
}

/** Each npm package has one door; types and zod excepted. */
const doors: Readonly<Record<string, string>> = {
  '@peculiar/x509': 'src/wire/certificate.ts',
  'reflect-metadata': 'src/wire/certificate.ts',
  commander: 'cli/main.ts',
  koffi: 'src/host/kernel.ts',
  'net-ping': 'src/wire/icmp.ts',
  'raw-socket': 'src/wire/icmp.ts',
  imapflow: 'src/wire/library-imap.ts',
  yaml: 'src/profile/yaml.ts',
  yauzl: 'src/bundle/zip-reader.ts',
  yazl: 'src/bundle/zip-writer.ts',
  nodemailer: 'src/wire/library.ts',
  'smtp-server': 'src/wire/library.ts',
  'vscode-jsonrpc': 'src/control/channel.ts',
}

/** Where a socket may be touched. Everything else is pure, or asks one of these. */
const mayTouchSockets = ['src/wire', 'src/control', 'src/middlebox/harness.ts', 'src/demo/ports.ts', 'responder', 'cli']
const socketModules = ['node:net', 'node:tls', 'node:dgram', 'node:dns/promises']

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
}

const files = ['src', 'cli', 'responder'].flatMap(folder => sourcesBelow(folder))
const imports = files.flatMap(importsOf)

describe('architecture', () => {
  it('holds the table of who may import whom', () => {
    assert.deepEqual(
      edges().filter(edge => !isAllowed(edge)),
      [],
    )
  })

  it('has no stale row in the table', () => {
    const used = edges()
    const stale = Object.entries(mayImport).flatMap(([room, targets]) =>
      targets
        .filter(target => !used.some(edge => isCoveredBy(edge, room, target)))
        .map(target => `${room} -> ${target}`),
    )
    assert.deepEqual(stale, [])
  })

  it('has one door for each npm package', () => {
    const packages = imports.filter(it => !it.typeOnly && !it.target.startsWith('.') && !it.target.startsWith('node:'))
    const wrong = packages.filter(it => nameOf(it.target) !== 'zod' && doors[nameOf(it.target)] !== it.file)
    assert.deepEqual(wrong, [])
    const unused = Object.keys(doors).filter(name => !packages.some(it => nameOf(it.target) === name))
    assert.deepEqual(unused, [])
  })

  it('touches sockets only at the rim', () => {
    const outside = imports
      .filter(it => socketModules.includes(it.target) && !it.typeOnly)
      .filter(it => !mayTouchSockets.some(place => it.file === place || it.file.startsWith(`${place}/`)))
    assert.deepEqual(outside, [])
  })

  it('has no default export, no utils folder and no file over 300 lines', () => {
    const texts = files.map(file => ({ file, text: readFileSync(file, 'utf8') }))
    assert.deepEqual(
      texts.filter(({ text }) => /^export default/m.test(text)).map(it => it.file),
      [],
    )
    assert.deepEqual(
      files.filter(file => file.includes('/utils')),
      [],
    )
    assert.deepEqual(
      texts.filter(({ text }) => text.split('\n').length > 301).map(it => it.file),
      [],
    )
  })

  it('tells of every room in docs/architecture.md', () => {
    const told = readFileSync('docs/architecture.md', 'utf8')
    assert.deepEqual(
      Object.keys(mayImport).filter(room => !told.includes(`\`${room}`)),
      [],
    )
  })
})

interface Edge {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
  readonly file: string
}

function edges(): Edge[] {
  return imports
    .filter(it => it.target.startsWith('.'))
    .map(({ file, target, typeOnly }) => ({
      file,
      typeOnly,
      from: roomOf(file),
      to: roomOf(normalize(join(dirname(file), target))),
    }))
    .filter(edge => edge.from !== edge.to)
}

function isAllowed(edge: Edge): boolean {
  return (mayImport[edge.from] ?? []).some(target => isCoveredBy(edge, edge.from, target))
}

function isCoveredBy(edge: Edge, room: string, target: string): boolean {
  if (edge.from !== room) return false
  return target.startsWith('type ') ? edge.typeOnly && edge.to === target.slice(5) : edge.to === target
}

/** `src/wire/tap.ts` is in the room `src/wire`; a file directly in `src` is a room of its own. */
function roomOf(file: string): string {
  const parts = file.split('/')
  return parts[0] === 'src' ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

function nameOf(target: string): string {
  const parts = target.split('/')
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

function sourcesBelow(folder: string): string[] {
  assert.ok(existsSync(folder), folder)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map(name => join(folder, name))
}

/** Every import and export of a file, also those that are loaded later. */
function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const stated = [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)]
  const loaded = [...text.matchAll(/\bimport\('([^']+)'\)/g)]
  return [
    ...stated.map(found => ({ file, target: found[2] ?? '', typeOnly: found[1] !== undefined })),
    ...loaded.map(found => ({ file, target: found[1] ?? '', typeOnly: false })),
  ]
}
