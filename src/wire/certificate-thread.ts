/**
 * The thread in which a certificate is made: takes the wish, gives the certificate, ends.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { makeCertificate } from './certificate.ts'

parentPort?.postMessage(await makeCertificate(workerData))
