/**
 * The words of SSH before any key is agreed on: identification, binary packets, KEXINIT (RFC 4253, 4.2, 6, 7.1). The
 * lists are those of OpenSSH 9.6, so that a device sees nothing unusual.
 */
import { bytesOf, concat } from '../bytes.ts'
import type { Role, Step } from '../script/script.ts'
import { saysBytes, saysLines } from './words.ts'

const SSH_MSG_DISCONNECT = 1
const SSH_MSG_KEXINIT = 20
const SSH_DISCONNECT_BY_APPLICATION = 11

/** Packets are padded to a multiple of this, with at least four bytes (RFC 4253, 6). */
const BLOCK_BYTES = 8
const MIN_PADDING_BYTES = 4

const keyExchanges =
  'sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,' +
  'ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,' +
  'diffie-hellman-group18-sha512,diffie-hellman-group14-sha256'
const hostKeys = 'rsa-sha2-512,rsa-sha2-256,ecdsa-sha2-nistp256,ssh-ed25519'
const ciphers =
  'chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com'
const macs =
  'umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,' +
  'hmac-sha1-etm@openssh.com,umac-64@openssh.com,umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1'
const compressions = 'none,zlib@openssh.com'

/** What each end adds to its key exchanges (RFC 8308, 2.1, and OpenSSH's PROTOCOL, 1.10). */
const extensions: Readonly<Record<Role, string>> = {
  dialer: 'ext-info-c,kex-strict-c-v00@openssh.com',
  answerer: 'ext-info-s,kex-strict-s-v00@openssh.com',
}

/** The line that an end begins with; `comment` is what may follow the software's name. */
export function sshIdentification(comment: string, by: Role = 'answerer'): Step {
  return saysLines(by, `SSH-2.0-OpenSSH_9.6 ${comment}\r\n`)
}

/** KEXINIT, with a name of our own among the key exchanges (RFC 4251, 6: a name with a domain is anybody's to give). */
export function kexInit(by: Role, own: string, cookie: Uint8Array): Step {
  const lists = [`${keyExchanges},${own}@probe.example,${extensions[by]}`, hostKeys]
  const bothWays = [ciphers, macs, compressions, ''].flatMap(list => [list, list])
  const names = [...lists, ...bothWays].map(list => stringOf(list))
  const tail = new Uint8Array(5)
  return saysBytes(by, packetOf(concat([Uint8Array.of(SSH_MSG_KEXINIT), cookie.subarray(0, 16), ...names, tail])))
}

/** The polite end of a connection (RFC 4253, 11.1). */
export function disconnect(by: Role, description: string): Step {
  const payload = [Uint8Array.of(SSH_MSG_DISCONNECT), uint32Of(SSH_DISCONNECT_BY_APPLICATION), stringOf(description)]
  return saysBytes(by, packetOf(concat([...payload, stringOf('')])))
}

/** An unencrypted binary packet. The padding is zeros, as OpenSSH writes it before keys are agreed on. */
export function packetOf(payload: Uint8Array): Uint8Array {
  const unpadded = 5 + payload.length
  const padding = BLOCK_BYTES - (unpadded % BLOCK_BYTES)
  const paddingBytes = padding < MIN_PADDING_BYTES ? padding + BLOCK_BYTES : padding
  const length = uint32Of(1 + payload.length + paddingBytes)
  return concat([length, Uint8Array.of(paddingBytes), payload, new Uint8Array(paddingBytes)])
}

function stringOf(text: string): Uint8Array {
  return concat([uint32Of(text.length), bytesOf(text)])
}

function uint32Of(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
