/** What Pathproof uses of net-ping 1.2 and of raw-socket 1.8, which come without types. */
declare module 'net-ping' {
  import type { Socket } from 'raw-socket'

  export interface PingRequest {
    /** The sequence number. */
    readonly id: number
    readonly target: string
  }

  export interface SessionOptions {
    networkProtocol: number
    /** The identifier of every echo request, 1 to 65534. */
    sessionId: number
    /** Milliseconds. */
    timeout?: number
    retries?: number
  }

  export class Session {
    constructor(options: SessionOptions)
    socket: Socket | null | undefined
    addressFamily: number
    sessionId: number
    timeout: number
    defaultTTL: number
    ttl: number | null
    reqsPending: number
    on(event: 'error', listener: (error: Error) => void): this
    close(): this
    pingHost(target: string, callback: (error: Error | null) => void): this
    getSocket(): Socket
    setTTL(ttl: number): void
    toBuffer(request: PingRequest): Buffer
    onSocketClose(): void
    onSocketError(error: Error): void
    onSocketMessage(buffer: Buffer, source: string): void
    onSocketSend(request: PingRequest, error: Error | null, bytes: number): void
  }

  export const NetworkProtocol: { readonly IPv4: number; readonly IPv6: number }
}

declare module 'raw-socket' {
  export interface Socket {
    on(event: 'message', listener: (buffer: Buffer, source: string) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    on(event: 'close', listener: () => void): this
    setOption(level: number, option: number, value: number): void
    setOption(level: number, option: number, value: Buffer, length: number): void
    close(): this
  }

  export function createSocket(options: { addressFamily: number; protocol: number; bufferSize: number }): Socket
  export function createChecksum(buffer: Buffer): number
  export function writeChecksum(buffer: Buffer, offset: number, checksum: number): Buffer

  export const AddressFamily: { readonly IPv4: number; readonly IPv6: number }
  export const Protocol: { readonly ICMP: number; readonly ICMPv6: number }
  export const SocketLevel: { readonly SOL_SOCKET: number }
  export const SocketOption: { readonly SO_RCVBUF: number }
}
