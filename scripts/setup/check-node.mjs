// Imported first by every entry, for its effect: an old Node gets a sentence here instead of a stack from some later file.
const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error(
    `Node ${process.versions.node} is too old: 20 or newer is needed. Install a current Node from nodejs.org.`,
  )
  process.exit(1)
}
