// Run by our Node: `fuse-electron.mjs <electron binary>`.
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'

const [binary = ''] = process.argv.slice(2)

await flipFuses(binary, {
  version: FuseVersion.V1,
  // Without it Playwright cannot attach.
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
  // The snapshot belongs to the application that was left behind.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
})
