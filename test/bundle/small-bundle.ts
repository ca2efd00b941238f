/**
 * A small signed bundle for tests, with every part that a bundle can have open to change.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentPath, hostFile, isOfResponder, type Signer, tapePath } from '../../src/bundle/layout.ts'
import { type Half, manifestText, signHalf } from '../../src/bundle/manifest.ts'
import type { Container, SignedFile, SigningKey, Statement } from '../../src/bundle/statement.ts'
import { createZip } from '../../src/bundle/zip-writer.ts'

export type Contents = Readonly<Record<string, string>>

/** A key of its own, as an installation has one. */
export function freshKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
    sign: bytes => new Uint8Array(sign(null, bytes, privateKey)),
  }
}

export const clientKey = freshKey()
export const responderKey = freshKey()
export const mergerKey = freshKey()
export const runId = randomBytes(16).toString('hex')

export const contents: Contents = {
  'report.html': '<!doctype html><title>r</title>\n',
  'run.json': '{"run":1}\n',
  [tapePath('client', 'in-25')]: '220 mail.example ESMTP\n'.repeat(3),
  [tapePath('responder', 'in-25')]: '220 mail.example ESMTP\n'.repeat(2),
  [hostFile('client')]: '{"hostname":"laptop"}\n',
  [environmentPath('responder', 'firewall.txt')]: 'policy drop\n',
}

/** The statement of an end, or of a merger, over files, whole and ready to be changed. */
export function statementOf(end: Signer, files: readonly SignedFile[], container: Container | null): Statement {
  return {
    statement: 'pathproof/half/1',
    runId,
    end,
    keys: {
      client: clientKey.publicKey,
      responder: responderKey.publicKey,
      ...(end === 'merger' ? { merger: mergerKey.publicKey } : {}),
    },
    tool: { name: 'pathproof', version: '0.4.0' },
    startedAt: '2025-06-01T10:00:00.000Z',
    signedAt: '2025-06-01T10:05:00.000Z',
    redaction: null,
    files,
    absent: [],
    container,
  }
}

/** How a test changes what is signed: the halves of the files and the container as they would be. */
export type Signing = (client: Statement, responder: Statement) => readonly Half[] | string

export const honestly: Signing = (client, responder) => [signHalf(client, clientKey), signHalf(responder, responderKey)]

/** Writes a bundle; a text in the place of halves is the manifest itself. */
export async function writeBundle(file: string, of: Contents = contents, signing: Signing = honestly): Promise<void> {
  const zip = createZip(file)
  const files: SignedFile[] = []
  for (const [path, text] of Object.entries(of)) files.push(await zip.add(path, [text]))
  await zip.finish(container => {
    const client = statementOf(
      'client',
      files.filter(it => !isOfResponder(it.path)),
      container,
    )
    const responder = statementOf(
      'responder',
      files.filter(it => isOfResponder(it.path)),
      null,
    )
    const halves = signing(client, responder)
    return typeof halves === 'string' ? halves : manifestText(halves)
  })
}

/** A folder that is removed when the suite is done. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pathproof-bundle-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The work's result while one bit of the file, which holds these bytes, is the other. */
export function flipped<T>(file: string, whole: Buffer, at: number, bit: number, work: () => T): T {
  put(file, at, whole.readUInt8(at) ^ (1 << bit))
  const result = work()
  if (!(result instanceof Promise)) {
    put(file, at, whole.readUInt8(at))
    return result
  }
  return result.finally(() => put(file, at, whole.readUInt8(at))) as T
}

function put(file: string, at: number, byte: number): void {
  const opened = openSync(file, 'r+')
  writeSync(opened, Uint8Array.of(byte), 0, 1, at)
  closeSync(opened)
}
