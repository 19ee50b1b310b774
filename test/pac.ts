/** The PAC engine as the CLI supplies it. */
export { loadPacEngine as pacEngine } from '../src/collect/pac-wasm.ts';
