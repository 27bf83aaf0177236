/** `example.html` of a tfjs export: a page that classifies a file that is chosen, or the one that its address names. */
export const BROWSER_EXAMPLE = `<!doctype html>
<meta charset="utf-8" />
<title>What is on an image</title>
<!-- Serve this folder over HTTP, with tf.min.js from the npm package @tensorflow/tfjs (its dist folder) beside it. -->
<script src="tf.min.js"></script>
<input type="file" accept="image/*" />
<pre></pre>
<script type="module">
  const readJson = async (name) => (await fetch(name)).json()
  const [labels, contract] = await Promise.all(['labels.json', 'preprocessing.json'].map(readJson))
  const model = await tf.loadLayersModel('model.json')

  async function classify(blob) {
    const [height, width] = contract.inputShape
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.imageSmoothingQuality = 'high'
    context.drawImage(await createImageBitmap(blob), 0, 0, width, height)
    const pixels = tf.browser.fromPixels(context.getImageData(0, 0, width, height))
    const x = pixels.mul(contract.scale).add(contract.offset).expandDims()
    const probabilities = model.predict(x).dataSync()
    const order = labels.map((_, index) => index).sort((a, b) => probabilities[b] - probabilities[a])
    const lines = order.slice(0, 5).map((index) => probabilities[index].toFixed(4) + ' ' + labels[index])
    document.querySelector('pre').textContent = lines.join('\\n')
  }
  document.querySelector('input').onchange = ({ target }) => classify(target.files[0])
  const address = new URLSearchParams(location.search).get('image')
  if (address) await classify(await (await fetch(address)).blob())
</script>
`
