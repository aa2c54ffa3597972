<#
.SYNOPSIS
Writes what a Veeam Backup & Replication server knows of its infrastructure to one JSON file, for
`fairway site import vbr-json FILE`.

.DESCRIPTION
Run it in a console of Veeam PowerShell on the backup server, or on a computer with the console after
Connect-VBRServer. Windows PowerShell 5.1 and PowerShell 7. It only reads. The file has names, addresses, versions and
the IDs that join them; it has no user, no password, no key and no job. docs/inventory.md describes its format
(fairway-vbr-inventory/1).

What PowerShell does not show is not in it: the ports of servers. `fairway site import vbr` reads these, too.

.PARAMETER Path
The file to write. An existing one is replaced only with -Force.

.EXAMPLE
.\export-vbr-inventory.ps1 -Path C:\Temp\inventory.json
#>
[CmdletBinding()]
param(
    [string] $Path = 'fairway-vbr-inventory.json',
    [switch] $Force
)

Set-StrictMode -Off # properties differ between versions: one that is missing is empty
$ErrorActionPreference = 'Stop'

if ((Test-Path -LiteralPath $Path) -and -not $Force) {
    throw "$Path exists; replace it with -Force"
}
if (-not (Get-Command -Name Get-VBRServer -ErrorAction SilentlyContinue)) {
    Import-Module -Name Veeam.Backup.PowerShell -DisableNameChecking
}

# One list. Where a version lacks the command, or the user the right, the file does without the list and says why.
$notes = New-Object System.Collections.ArrayList
function Read-List([string] $Name, [scriptblock] $From) {
    try {
        return , @(& $From)
    } catch {
        [void] $notes.Add("$Name`: $($_.Exception.Message)")
        return $null
    }
}

function ConvertTo-Id($Value) {
    $text = "$Value"
    if ($text -eq '' -or $text -eq '00000000-0000-0000-0000-000000000000') { return $null }
    return $text
}

# The words that the REST API has for the types of Get-VBRServer.
function ConvertTo-ServerType([string] $Type) {
    switch ($Type) {
        'Windows' { 'WindowsHost' }
        'Linux' { 'LinuxHost' }
        'Local' { 'WindowsHost' }
        'VC' { 'ViHost' }
        'ESXi' { 'ViHost' }
        'ESX' { 'ViHost' }
        'HvServer' { 'HvServer' }
        'HvCluster' { 'HvCluster' }
        'Scvmm' { 'SCVMM' }
        'VcdSystem' { 'CloudDirectorHost' }
        'SmbServer' { 'SmbV3StandaloneHost' }
        'SmbCluster' { 'SmbV3Cluster' }
        default { $Type }
    }
}

$servers = @(Get-VBRServer)
$own = $servers | Where-Object { "$($_.Description)" -eq 'Backup server' -or "$($_.Type)" -eq 'Local' } | Select-Object -First 1

$managed = Read-List 'managedServers' {
    foreach ($s in $servers) {
        $type = "$($s.Type)"
        if ($type -in 'Cloud', 'SanHost', 'CifsShare', 'Unknown') { continue }
        [ordered] @{
            id             = ConvertTo-Id $s.Id
            name           = "$($s.Name)"
            type           = ConvertTo-ServerType $type
            viHostType     = $(if ($type -eq 'VC') { 'VC' } elseif ($type -like 'ESX*') { 'ESX' } else { $null })
            parentId       = ConvertTo-Id $s.ParentId
            isBackupServer = [bool] ($own -and $s.Id -eq $own.Id)
        }
    }
}

$repositories = Read-List 'repositories' {
    $all = @(Get-VBRBackupRepository)
    $all += @(Get-VBRBackupRepository -ScaleOut | ForEach-Object { Get-VBRRepositoryExtent -Repository $_ } |
            ForEach-Object { $_.Repository })
    foreach ($r in $all) {
        $type = "$($r.Type)"
        $gateways = @()
        # The servers behind shares and object storage; other repositories are on their own host.
        if (-not (ConvertTo-Id $r.HostId) -or $type -in 'CifsShare', 'Nfs') {
            try { $gateways = @($r.GetActualGateways() | ForEach-Object { ConvertTo-Id $_.Id }) } catch { $gateways = @() }
        }
        $point = $null
        try { $point = "$($r.AmazonCompatibleOptions.ServicePoint)" } catch { $point = $null }
        $rest = switch ($type) {
            'CifsShare' { 'Smb' }
            'Nfs' { 'Nfs' }
            'AmazonS3Compatible' { 'S3Compatible' }
            'AzureStorage' { 'AzureBlob' }
            'GoogleCloudStorage' { 'GoogleCloud' }
            'DataDomain' { 'DDBoost' }
            'HPStoreOnceIntegration' { 'HPStoreOnceIntegration' }
            default { $type }
        }
        $one = [ordered] @{
            id     = ConvertTo-Id $r.Id
            name   = "$($r.Name)"
            type   = $rest
            hostId = $(if ($rest -in 'Smb', 'Nfs') { $null } else { ConvertTo-Id $r.HostId })
        }
        if ($rest -in 'Smb', 'Nfs') {
            $one.share = [ordered] @{
                sharePath     = "$($r.FriendlyPath)"
                gatewayServer = [ordered] @{ autoSelectEnabled = ($gateways.Count -eq 0); gatewayServerIds = @($gateways) }
            }
        } elseif (-not $one.hostId) {
            $one.account = [ordered] @{
                servicePoint       = $(if ($point) { $point } else { $null })
                connectionSettings = [ordered] @{ gatewayServerIds = @($gateways) }
            }
        }
        $mount = ConvertTo-Id $r.MountHostId
        if ($mount) {
            $one.mountServer = [ordered] @{ mountServerId = $mount; vPowerNFSEnabled = [bool] $r.UseNfsOnMountHost }
        }
        $one
    }
}

$proxies = Read-List 'proxies' {
    foreach ($p in @(Get-VBRViProxy)) {
        [ordered] @{ id = ConvertTo-Id $p.Id; name = "$($p.Name)"; type = 'ViProxy'; server = [ordered] @{ hostId = ConvertTo-Id $p.Host.Id; hostName = "$($p.Host.Name)" } }
    }
    foreach ($p in @(Get-VBRHvProxy)) {
        [ordered] @{ id = ConvertTo-Id $p.Id; name = "$($p.Name)"; type = 'HvProxy'; server = [ordered] @{ hostId = ConvertTo-Id $p.Host.Id; hostName = "$($p.Host.Name)" } }
    }
}

$wan = Read-List 'wanAccelerators' {
    foreach ($w in @(Get-VBRWANAccelerator)) {
        [ordered] @{ id = ConvertTo-Id $w.Id; name = "$($w.Name)"; server = [ordered] @{ hostId = ConvertTo-Id $w.GetHost().Id } }
    }
}

$groups = Read-List 'protectionGroups' {
    foreach ($g in @(Get-VBRProtectionGroup)) {
        [ordered] @{
            id      = ConvertTo-Id $g.Id
            name    = "$($g.Name)"
            type    = $(if ("$($g.Container.Type)" -eq 'ManuallyDeployed') { 'PreInstalledAgents' } else { "$($g.Container.Type)" })
            options = [ordered] @{ distributionServerId = ConvertTo-Id $g.DeploymentOptions.DistributionServer.Id }
        }
    }
}

$computers = Read-List 'discoveredEntities' {
    foreach ($type in 'Computer', 'Cluster') {
        foreach ($c in @(Get-VBRDiscoveredComputer -Type $type)) {
            [ordered] @{
                type            = $type
                id              = ConvertTo-Id $(if ($c.Id) { $c.Id } else { $c.ObjectID })
                name            = "$($c.Name)"
                parentId        = ConvertTo-Id $c.ParentId
                agentStatus     = "$($c.AgentStatus)"
                agentVersion    = "$($c.AgentVersion)"
                operatingSystem = "$($c.OperatingSystem)"
                ipAddresses     = @($c.IPAddress | Where-Object { $_ } | ForEach-Object { "$_" })
            }
        }
    }
}

$networks = Read-List 'trafficRules' {
    foreach ($n in @(Get-VBRPreferredNetwork)) {
        [ordered] @{ cidrNotation = "$($n.CIDRNotation)"; ipAddress = "$($n.IPAddress)"; subnetMask = "$($n.SubnetMask)" }
    }
}

$build = $null
try { $build = "$((Get-VBRBackupServerInfo).Build)" } catch { $build = $null }

$inventory = [ordered] @{
    schema             = 'fairway-vbr-inventory/1'
    exported           = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
    notes              = @($notes)
    serverInfo         = [ordered] @{
        name         = $(if ($own) { "$($own.Name)" } else { $null })
        buildVersion = $build
        platform     = $(if ($own) { if ("$($own.Type)" -eq 'Linux') { 'Linux' } else { 'Windows' } } else { $null })
    }
    managedServers     = $managed
    repositories       = $repositories
    proxies            = $proxies
    wanAccelerators    = $wan
    protectionGroups   = $groups
    discoveredEntities = $computers
    trafficRules       = $(if ($null -ne $networks) { [ordered] @{ preferredNetworks = [ordered] @{ networks = @($networks) } } } else { $null })
}

# UTF-8 without a byte order mark in both versions of PowerShell; Out-File would write UTF-16 in one of them.
$full = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
[System.IO.File]::WriteAllText($full, (ConvertTo-Json -InputObject $inventory -Depth 10), (New-Object System.Text.UTF8Encoding $false))
Write-Host "$full`: written, $(@($managed).Count) servers, $(@($computers).Count) computers"
foreach ($note in $notes) { Write-Warning $note }
Write-Host "Next: fairway site import vbr-json $Path --output site.json"
