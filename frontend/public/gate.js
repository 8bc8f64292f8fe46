/* Runs before everything else, in the oldest dialect there is: on a browser that cannot run the screens it says so in plain words. */
(function () {
  var ok = false
  try {
    ok =
      'noModule' in document.createElement('script') &&
      typeof Promise === 'function' &&
      typeof WeakRef === 'function' &&
      typeof String.prototype.replaceAll === 'function' &&
      typeof WebSocket === 'function' &&
      !!window.CSS && CSS.supports('gap', '1px')
  } catch (_) {
    ok = false
  }
  if (ok) return
  function show() {
    var box = document.createElement('div')
    box.setAttribute('style', 'position:fixed;left:0;top:0;right:0;bottom:0;z-index:9999;padding:12% 8%;background:#0b1118;color:#e8f0f7;font:20px/1.8 "Microsoft YaHei",sans-serif;text-align:center')
    box.innerHTML =
      '<h1 style="font-size:36px">\u6d4f\u89c8\u5668\u8fc7\u65e7</h1>' +
      '<p>\u672c\u7cfb\u7edf\u9700\u8981 Chrome / Edge / 360 / \u7edf\u4fe1\u6d4f\u89c8\u5668 \u5185\u6838 86 \u53ca\u4ee5\u4e0a\uff08Firefox 102\u3001Safari 15.4 \u53ca\u4ee5\u4e0a\uff09\u3002' +
      '\u8bf7\u5347\u7ea7\u6d4f\u89c8\u5668\uff0c\u6216\u8054\u7cfb\u7cfb\u7edf\u7ba1\u7406\u5458\u3002</p>' +
      '<p>This browser is too old: Chromium 86, Firefox 102 or Safari 15.4 is needed.</p>'
    document.body.appendChild(box)
  }
  if (document.body) show()
  else document.addEventListener('DOMContentLoaded', show)
})()
