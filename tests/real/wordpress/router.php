<?php
// For PHP's own server: the usual "the file if there is one, else index.php".
$root = __DIR__ . '/www';
$path = rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
if (strpos($path, '..') !== false) {
  http_response_code(400);
  exit;
}
$file = $root . $path;
if (is_dir($file)) $file = rtrim($file, '/') . '/index.php';
if (!is_file($file)) $file = $root . '/index.php';
if (substr($file, -4) !== '.php') return false;
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = substr($file, strlen($root));
$_SERVER['SCRIPT_FILENAME'] = $file;
chdir(dirname($file));
require $file;
