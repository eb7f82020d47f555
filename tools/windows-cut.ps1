# A real cut on a Windows PC: closed by the guard, looked at, restored. For a throw-away PC such as a CI runner.
#
#   tools/windows-cut.ps1 [PROGRAMS] [RESULTS]
#
# A task of the system restores after 60 s, also when this script or the whole job is ended before. What was
# seen is written to RESULTS as it happens, because nothing can be sent meanwhile.
param(
  [string]$Programs = 'target/release',
  [string]$Results = 'target/ci-artifacts/windows-cut'
)
$ErrorActionPreference = 'Stop'
$home_folder = Join-Path $env:ProgramFiles 'Kyukyubako'
$guard = Join-Path $home_folder 'kyukyubako-guard.exe'
$main = Join-Path $home_folder 'kyukyubako.exe'
$task = 'Kyukyubako-Restore-After-Test'
$failures = @()

function Write-Seen([string]$What) {
  $line = '{0:o} {1}' -f (Get-Date), $What
  Add-Content -Path (Join-Path $Results 'seen.txt') -Value $line
  Write-Output $line
}

# How a new connection ends, and how quickly.
function Test-Line([string]$Address) {
  $client = [System.Net.Sockets.TcpClient]::new([System.Net.IPAddress]::Parse($Address).AddressFamily)
  $watch = [System.Diagnostics.Stopwatch]::StartNew()
  try {
    if ($client.ConnectAsync($Address, 443).Wait(3000)) { $answer = 'open' } else { $answer = 'timed-out' }
  } catch {
    $answer = $_.Exception.GetBaseException().SocketErrorCode.ToString()
  }
  $client.Dispose()
  Write-Seen "connection to ${Address}: $answer after $($watch.ElapsedMilliseconds) ms"
  return $answer
}

function Assert-That([bool]$Holds, [string]$What) {
  if (-not $Holds) { $script:failures += $What; Write-Seen "FAILED: $What" }
}

New-Item -ItemType Directory -Force -Path $Results, $home_folder | Out-Null
Copy-Item -Force -Path (Join-Path $Programs 'kyukyubako*.exe') -Destination $home_folder
$address = ([System.Net.Dns]::GetHostAddresses('github.com') | Where-Object AddressFamily -EQ 'InterNetwork')[0].ToString()
Assert-That ((Test-Line $address | Select-Object -Last 1) -eq 'open') 'the line is open before the cut'

$action = New-ScheduledTaskAction -Execute $guard -Argument 'remove'
$trigger = New-ScheduledTaskTrigger -Once -At (Get-Date).AddSeconds(60)
Register-ScheduledTask -TaskName $task -Action $action -Trigger $trigger -User 'SYSTEM' -RunLevel Highest -Force | Out-Null
try {
  & $guard install | Add-Content (Join-Path $Results 'seen.txt')
  Assert-That ($LASTEXITCODE -eq 0) 'the guard is installed'
  # A session that exists before the cut must not go on.
  $session = [System.Net.Sockets.TcpClient]::new($address, 443)

  $watch = [System.Diagnostics.Stopwatch]::StartNew()
  & $main cut --json | Set-Content (Join-Path $Results 'cut.json')
  Write-Seen "cut answered after $($watch.ElapsedMilliseconds) ms"
  $cut = Get-Content (Join-Path $Results 'cut.json') | ConvertFrom-Json
  Assert-That $cut.cut 'the cut is observed'
  Assert-That (($cut.ways | Where-Object way -EQ 'guard').result -eq 'done') 'the guard closed the line'
  Assert-That ((Test-Line $address | Select-Object -Last 1) -eq 'AccessDenied') 'a new connection is refused at once'
  try {
    $session.GetStream().Write([byte[]](22, 3, 1, 0, 0), 0, 5)
    $session.ReceiveTimeout = 3000
    $count = $session.GetStream().Read([byte[]]::new(16), 0, 16)
    Write-Seen "the old session read $count bytes"
    Assert-That ($count -eq 0) 'an old session is silent'
  } catch {
    Write-Seen "the old session ended: $($_.Exception.GetBaseException().Message)"
  }
  & $main status --json | Set-Content (Join-Path $Results 'status.json')
  netsh wfp show filters "file=$(Join-Path $Results 'filters.xml')" verbose=off | Out-Null

  & $main restore | Add-Content (Join-Path $Results 'seen.txt')
  Assert-That ($LASTEXITCODE -eq 0) 'the restore succeeds'
  Assert-That ((Test-Line $address | Select-Object -Last 1) -eq 'open') 'the line is open after the restore'
} finally {
  & $guard remove | Add-Content (Join-Path $Results 'seen.txt')
  if ($LASTEXITCODE -eq 0) { Unregister-ScheduledTask -TaskName $task -Confirm:$false }
}
Assert-That (-not (Get-Service -Name KyukyubakoGuard -ErrorAction SilentlyContinue)) 'no service is left'
if ($failures) { throw ($failures -join '; ') }
Write-Seen 'everything holds'
