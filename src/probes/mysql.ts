/**
 * The words of a MySQL connection without TLS: packets, the handshake of version 10, commands (MySQL's own reference,
 * "Client/Server Protocol"; FACTS 1d).
 */
import { bytesOf, concat } from '../bytes.ts'
import type { Role, Step } from '../script/script.ts'
import { saysBytes } from './words.ts'

/** LONG_PASSWORD, FOUND_ROWS, LONG_FLAG, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH. */
const CAPABILITIES = 0x0008a20f
const PROTOCOL_VERSION = 10
const THREAD_ID = 11
/** utf8mb4_0900_ai_ci, the default of MySQL 8. */
const CHARSET = 255
const SERVER_STATUS_AUTOCOMMIT = 2
const MAX_PACKET_BYTES = 0x01000000
const PLUGIN = 'mysql_native_password\0'
const COM_QUIT = 1
const COM_INIT_DB = 2

/** The server's handshake; its version and its challenge carry the round's word. */
export function mysqlGreeting(roundWord: string): Step {
  const challenge = bytesOf(roundWord.repeat(3).slice(0, 20))
  return packet('answerer', 0, [
    Uint8Array.of(PROTOCOL_VERSION),
    bytesOf(`8.0.36-${roundWord}\0`),
    littleEndian(THREAD_ID, 4),
    challenge.subarray(0, 8),
    Uint8Array.of(0),
    littleEndian(CAPABILITIES & 0xffff, 2),
    Uint8Array.of(CHARSET),
    littleEndian(SERVER_STATUS_AUTOCOMMIT, 2),
    littleEndian(CAPABILITIES >>> 16, 2),
    Uint8Array.of(challenge.length + 1),
    new Uint8Array(10),
    challenge.subarray(8),
    Uint8Array.of(0),
    bytesOf(PLUGIN),
  ])
}

/** The client's answer to the handshake (HandshakeResponse41); `proof` stands where the hash of the password does. */
export function mysqlLogin(user: string, database: string, proof: Uint8Array): Step {
  return packet('dialer', 1, [
    littleEndian(CAPABILITIES, 4),
    littleEndian(MAX_PACKET_BYTES, 4),
    Uint8Array.of(CHARSET),
    new Uint8Array(23),
    bytesOf(`${user}\0`),
    Uint8Array.of(proof.length),
    proof,
    bytesOf(`${database}\0`),
    bytesOf(PLUGIN),
  ])
}

/** The server's consent; it counts on from the packet that it answers. */
export function mysqlOk(sequence: number): Step {
  return packet('answerer', sequence, [Uint8Array.of(0, 0, 0, SERVER_STATUS_AUTOCOMMIT, 0, 0, 0)])
}

/** COM_INIT_DB: another default database. */
export function mysqlUse(database: string): Step {
  return packet('dialer', 0, [Uint8Array.of(COM_INIT_DB), bytesOf(database)])
}

/** COM_QUIT, which the server answers by closing. */
export function mysqlQuit(): Step {
  return packet('dialer', 0, [Uint8Array.of(COM_QUIT)])
}

function packet(by: Role, sequence: number, fields: readonly Uint8Array[]): Step {
  const payload = concat(fields)
  return saysBytes(by, concat([littleEndian(payload.length, 3), Uint8Array.of(sequence), payload]))
}

function littleEndian(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff)
}
