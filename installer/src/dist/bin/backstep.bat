@echo off
rem Starts Backstep: the window without arguments or with a file, else the command line (backstep --help).
rem It needs a JDK 25 or newer and looks for one in JAVA_HOME, on the PATH and in the usual folders.
setlocal enableextensions
set "ROOT=%~dp0.."
set "JDK="
if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined JDK for %%J in (java.exe) do if not "%%~$PATH:J"=="" call :try "%%~dp$PATH:J.."
if not defined JDK for /d %%D in ("%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Microsoft\jdk*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\BellSoft\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\scoop\apps\*jdk*\current") do call :try "%%~D"
if not defined JDK (
    echo backstep: no JDK 25 or newer was found in JAVA_HOME, on the PATH or in the usual folders; install one or set JAVA_HOME to it. 1>&2
    exit /b 2
)
set "LIB=%ROOT%\lib"
set "OPTIONS=%BACKSTEP_JAVA_OPTIONS% "-Dbackstep.kernel.classpath=%LIB%\kernel\*;%LIB%\shared\*" "-Dbackstep.kernel.python=%LIB%\python" "-Dbackstep.kernel.aot=%LIB%\kernel.aot""
for %%C in (run record export help -h --help -V --version) do if "%~1"=="%%C" goto :command
if exist "%LIB%\window.aot" set "OPTIONS="-XX:AOTCache=%LIB%\window.aot" -Xlog:aot*=off,cds*=off %OPTIONS%"
"%JDK%\bin\java.exe" %OPTIONS% @"%ROOT%\bin\window.args" --module-path "%LIB%\javafx" -cp "%LIB%\app\*;%LIB%\shared\*" dev.backstep.app.Main %*
exit /b %ERRORLEVEL%

:command
if exist "%LIB%\command.aot" set "OPTIONS="-XX:AOTCache=%LIB%\command.aot" -Xlog:aot*=off,cds*=off %OPTIONS%"
"%JDK%\bin\java.exe" %OPTIONS% @"%ROOT%\bin\command.args" -cp "%LIB%\app\*;%LIB%\shared\*;%LIB%\javafx\*" dev.backstep.app.Main %*
exit /b %ERRORLEVEL%

rem Takes the folder as JDK if its release file says 25 or newer.
:try
if defined JDK exit /b
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
for /f "tokens=2 delims==." %%V in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "MAJOR=%%~V"
set "MAJOR=%MAJOR:"=%"
if %MAJOR% GEQ 25 set "JDK=%~f1"
exit /b
